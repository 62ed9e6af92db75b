using System.Globalization;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>What must hold for a device type to be read without surprises.</summary>
static class DeviceRules
{
    public static IReadOnlyList<string> Mistakes(DeviceType device) => [.. Find(device)];

    static IEnumerable<string> Find(DeviceType device)
    {
        if (device.Type.Length == 0 || device.Type.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
        {
            yield return "type may hold only small letters, digits and dashes";
        }

        if (device.MaxRegisters is < 1 or > ModbusPdu.MaxReadRegisters)
        {
            yield return $"maxRegisters must be 1 to {ModbusPdu.MaxReadRegisters}";
        }

        if (device.MaxGap < 0 || device.PauseMs < 0)
        {
            yield return "maxGap and pauseMs may not be negative";
        }

        if (!device.Values.Any(v => v.Register is MeterRegister.EnergyImportWh or MeterRegister.EnergyExportWh))
        {
            yield return "values has no energy";
        }

        foreach (var twice in device.Values.GroupBy(v => v.Register).Where(g => g.Count() > 1))
        {
            yield return $"values has {twice.Key} more than once";
        }

        foreach (var (value, v) in device.Values.Select((value, v) => (value, v)))
        {
            if (!Enum.IsDefined(value.Register) || value.Register == MeterRegister.None || value.Terms.Count == 0)
            {
                yield return $"values[{v}] needs a register and terms";
            }

            foreach (var (term, t) in value.Terms.Select((term, t) => (term, t)))
            {
                foreach (var mistake in Find(device, value, term))
                {
                    yield return $"values[{v}].terms[{t}] {mistake}";
                }
            }
        }
    }

    static IEnumerable<string> Find(DeviceType device, DeviceValue value, DeviceTerm term)
    {
        if (term.Function is not (ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters))
        {
            yield return "has a function other than 3 and 4";
        }

        if (term.Raw == RawType.None || term.Address + term.Raw.Registers > 0x10000 || term.Raw.Registers > device.MaxRegisters)
        {
            yield return "has no raw type, or does not fit into the address space or a request";
        }

        if (term.Scale == 0)
        {
            yield return "has the scale 0";
        }

        var power = value.Register == MeterRegister.PowerW;
        if (power ? term.Unit is not (MeterUnit.W or MeterUnit.KW) : term.Unit is not (MeterUnit.Wh or MeterUnit.KWh))
        {
            yield return power ? "needs the unit W or KW" : "needs the unit Wh or KWh";
        }

        if (string.IsNullOrWhiteSpace(term.Source))
        {
            yield return "names no source";
        }

        foreach (var pattern in term.NotAvailable)
        {
            if (pattern.Length != term.Raw.Registers * 4 || !ulong.TryParse(pattern, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            {
                yield return $"has notAvailable '{pattern}', which is not {term.Raw.Registers * 4} hex digits";
            }
        }
    }
}
