using System.Globalization;
using LocalEnergyMarket.Hardware.Modbus;
using LocalEnergyMarket.Hardware.Modbus.Pdu;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>What must hold for a device type to be read without surprises. Each mistake names its place and what to do.</summary>
static class DeviceRules
{
    public static IReadOnlyList<string> Mistakes(DeviceType device) =>
        [.. Whole(device), .. device.Quantities.SelectMany((q, i) => Quantity(device, q).Select(m => $"quantities[{i}] ({q.Name}) {m}")), .. Values(device), .. IdentityOf(device), .. ControlRules.Mistakes(device)];

    static IEnumerable<string> Whole(DeviceType device)
    {
        if (device.Type.Length == 0 || device.Type.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
        {
            yield return "type may hold only small letters, digits and dashes";
        }

        if (device.MaxRegisters is < 1 or > ModbusPdu.MaxReadRegisters)
        {
            yield return $"maxRegisters must be 1 to {ModbusPdu.MaxReadRegisters}";
        }

        if (device.MaxGap < 0 || device.PauseMs < 0 || device.CountersKeptEverySeconds < 0)
        {
            yield return "maxGap, pauseMs and countersKeptEverySeconds may not be negative";
        }

        if (device.Port is < 1 or > 65535)
        {
            yield return "port must be 1 to 65535";
        }

        if (device.Line is { } line && (line.BaudRate is < 300 or > 1_000_000 || line.StopBits is not (1 or 2)))
        {
            yield return "line needs a baudRate of 300 to 1000000 and 1 or 2 stopBits";
        }

        foreach (var twice in device.Quantities.CountBy(q => q.Name, StringComparer.Ordinal).Where(c => c.Value > 1))
        {
            yield return $"quantities has {twice.Key} more than once: give each a name of its own";
        }
    }

    static IEnumerable<string> Quantity(DeviceType device, DeviceQuantity quantity)
    {
        if (quantity.Name.Length == 0 || quantity.Name.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')))
        {
            yield return "may have only small letters, digits and underscores in its name";
        }

        if (quantity.Function is not (ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters))
        {
            yield return "has a function other than 3 (holding registers) and 4 (input registers)";
        }

        if (quantity.Raw == RawType.None || quantity.Address + quantity.Registers > 0x10000 || quantity.Registers > device.MaxRegisters)
        {
            yield return "has no raw type, or does not fit into the address space or a request";
        }

        if (quantity.Raw == RawType.Text ? quantity.Length < 1 : quantity.Length != 0)
        {
            yield return "needs a length in registers if it is a Text, and may have none otherwise";
        }

        if (quantity.Scale == 0)
        {
            yield return "has the scale 0: give the number that raw values are multiplied with";
        }

        if (string.IsNullOrWhiteSpace(quantity.Source))
        {
            yield return "names no source: say where it is written";
        }

        foreach (var pattern in quantity.NotAvailable)
        {
            if (pattern.Length != quantity.Registers * 4 || !ulong.TryParse(pattern, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            {
                yield return $"has notAvailable '{pattern}', which is not {quantity.Registers * 4} hex digits";
            }
        }
    }

    static IEnumerable<string> Values(DeviceType device)
    {
        if (device.Values.Count == 0)
        {
            yield return "values is empty: say which quantities are energy and power";
        }

        foreach (var twice in device.Values.CountBy(v => v.Register).Where(c => c.Value > 1))
        {
            yield return $"values has {twice.Key} more than once: a value is the sum of its terms";
        }

        foreach (var (value, v) in device.Values.Select((value, v) => (value, v)))
        {
            if (!Enum.IsDefined(value.Register) || value.Register == MeterRegister.None || value.Terms.Count == 0)
            {
                yield return $"values[{v}] needs a register and terms";
            }

            foreach (var (term, t) in value.Terms.Select((term, t) => (term, t)))
            {
                if (Term(device, value.Register == MeterRegister.PowerW, term) is { } mistake)
                {
                    yield return $"values[{v}].terms[{t}] {mistake}";
                }
            }
        }
    }

    static string? Term(DeviceType device, bool power, DeviceTerm term) => device.Quantities.FirstOrDefault(q => q.Name == term.Quantity) switch
    {
        null => $"names the quantity '{term.Quantity}', which is not among the quantities",
        { Resettable: true } => $"names the quantity '{term.Quantity}', which anybody may set to zero: take another",
        { Unit: not (MeterUnit.W or MeterUnit.KW) } when power => "needs a quantity in W or kW",
        { Unit: not (MeterUnit.Wh or MeterUnit.KWh) } when !power => "needs a quantity in Wh or kWh",
        _ => term.Factor is 1 or -1 ? null : "has a factor other than 1 and -1: scales belong to quantities",
    };

    static IEnumerable<string> IdentityOf(DeviceType device)
    {
        if (device.Identity is not { } identity)
        {
            yield break;
        }

        foreach (var name in new[] { identity.Serial, identity.Model, identity.Firmware }.Concat(identity.Checks.Select(c => c.Quantity)).OfType<string>())
        {
            if (device.Quantities.All(q => q.Name != name))
            {
                yield return $"identity names the quantity '{name}', which is not among the quantities";
            }
        }

        foreach (var (check, c) in identity.Checks.Select((check, c) => (check, c)))
        {
            if (string.IsNullOrWhiteSpace(check.Otherwise) || (check.BeginsWith.Count == 0 && check.Min is null && check.Max is null))
            {
                yield return $"identity.checks[{c}] needs bounds (min, max) or beginsWith, and otherwise: what to do";
            }
        }
    }
}
