using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Devices;

/// <summary>What must hold for registers to be written without harm.</summary>
static class ControlRules
{
    public static IEnumerable<string> Mistakes(DeviceType device)
    {
        foreach (var twice in device.Controls.CountBy(c => c.Kind).Where(c => c.Value > 1))
        {
            yield return $"controls has {twice.Key} more than once";
        }

        foreach (var (control, c) in device.Controls.Select((control, c) => (control, c)))
        {
            foreach (var mistake in Mistakes(control))
            {
                yield return $"controls[{c}] {mistake}";
            }
        }
    }

    static IEnumerable<string> Mistakes(DeviceControl control)
    {
        if (control.Kind == ControlKind.None || string.IsNullOrWhiteSpace(control.Source))
        {
            yield return "needs a kind and a source";
        }

        if (control.Raw is RawType.None or RawType.Text || control.Address + control.Raw.Registers > 0x10000)
        {
            yield return "needs a raw type that is a number, within the address space";
        }

        if (control.Function is not (ModbusFunction.WriteSingleRegister or ModbusFunction.WriteMultipleRegisters)
            || (control.Function == ModbusFunction.WriteSingleRegister && control.Raw.Registers != 1))
        {
            yield return "needs the function 6 (for a type of one register) or 16";
        }

        if (control.Unit is not (MeterUnit.W or MeterUnit.KW or MeterUnit.Percent) || control.Scale == 0)
        {
            yield return "needs the unit W, kW or percent, and a scale other than 0";
        }

        if (control.Max < control.Min)
        {
            yield return "has a max below its min";
        }

        if (control.Switch is null && control.Release is null)
        {
            yield return "needs a switch or a release: how is the limit taken back?";
        }

        if (control.RefreshSeconds < 0)
        {
            yield return "may not have negative refreshSeconds";
        }
    }
}
