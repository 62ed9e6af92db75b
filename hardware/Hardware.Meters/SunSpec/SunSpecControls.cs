using System.Globalization;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.SunSpec;

/// <summary>From the models of a device that can be written to controls, with what the device itself says of their scale.</summary>
static class SunSpecControls
{
    const decimal Whole = 100;

    public static async Task<IReadOnlyList<DeviceControl>> ReadAsync(SunSpecBus bus, SunSpecMap map, CancellationToken cancellationToken)
    {
        var controls = new List<DeviceControl>();
        foreach (var block in map.Blocks.Where(b => b.Model is { Controls.Count: > 0 }))
        {
            if (await bus.ReadAsync(block, block.Registers, cancellationToken) is not { } registers)
            {
                continue;
            }

            foreach (var control in block.Model!.Controls.Where(c => controls.TrueForAll(known => known.Kind != c.Kind)))
            {
                if (Control(block, control, registers) is { } found)
                {
                    controls.Add(found with { RatedW = await RatedAsync(bus, map, control, cancellationToken) });
                }
            }
        }

        return controls;
    }

    static DeviceControl? Control(SunSpecBlock block, SunSpecControl control, ReadOnlySpan<ushort> registers)
    {
        var model = block.Model!;
        var point = model.Find(control.Point)!;

        // A number that is 1 in registers, scaled as the device says, is its scale.
        var one = registers.ToArray();
        if (point.Offset >= one.Length)
        {
            return null;
        }

        one[point.Offset] = 1;
        return SunSpecDecoder.Number(model, point, one).Value is not { } scale ? null : new()
        {
            Kind = control.Kind,
            Function = ModbusFunction.WriteSingleRegister,
            Address = (ushort)(block.Address + point.Offset),
            Raw = point.Raw.Number,
            Unit = control.Unit,
            Scale = scale,
            Max = Whole,
            Switch = new() { Address = (ushort)(block.Address + model.Find(control.Switch)!.Offset) },
            RevertSecondsAddress = control.RevertSeconds is { } seconds ? (ushort)(block.Address + model.Find(seconds)!.Offset) : null,
            Source = model.Source,
        };
    }

    static async Task<long?> RatedAsync(SunSpecBus bus, SunSpecMap map, SunSpecControl control, CancellationToken cancellationToken)
    {
        foreach (var rating in control.Ratings.Select(r => r.Split('/')))
        {
            var block = map.Blocks.FirstOrDefault(b => b.Model is { } model && model.Models[0].ToString(CultureInfo.InvariantCulture) == rating[0]);
            if (block.Model is { } known
                && await bus.ReadAsync(block, block.Registers, cancellationToken) is { } registers
                && SunSpecDecoder.Number(known, known.Find(rating[1])!, registers).Value is { } watts)
            {
                return (long)watts;
            }
        }

        return null;
    }
}
