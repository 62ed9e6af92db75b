using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>One request of a plan.</summary>
/// <param name="Optional">Only quantities the device may lack depend on it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReadBlock(ModbusFunction Function, ushort Address, ushort Count, bool Optional)
{
    public bool Holds(DeviceQuantity quantity) =>
        quantity.Function == Function && quantity.Address >= Address && quantity.Address + quantity.Registers <= Address + Count;
}

/// <summary>
/// The fewest requests that read quantities of a device within its limits. A request begins where a quantity begins and ends where one ends, and
/// optional quantities are asked for apart, so that their refusal costs nothing else.
/// </summary>
public static class ReadPlan
{
    /// <summary>For the values that are polled.</summary>
    public static IReadOnlyList<ReadBlock> Of(DeviceType device) =>
        Of(device, device.Values.SelectMany(v => v.Terms).Select(t => t.Quantity).Distinct(StringComparer.Ordinal).Select(device.Quantity));

    public static IReadOnlyList<ReadBlock> Of(DeviceType device, IEnumerable<DeviceQuantity> quantities)
    {
        var blocks = new List<ReadBlock>();
        foreach (var quantity in quantities.OrderBy(q => q.Optional).ThenBy(q => q.Function).ThenBy(q => q.Address))
        {
            var end = quantity.Address + quantity.Registers;
            if (blocks.Count > 0 && blocks[^1] is var last
                && last.Optional == quantity.Optional && last.Function == quantity.Function
                && quantity.Address - (last.Address + last.Count) <= device.MaxGap
                && end - last.Address <= device.MaxRegisters)
            {
                blocks[^1] = last with { Count = (ushort)Math.Max(last.Count, end - last.Address) };
            }
            else
            {
                blocks.Add(new(quantity.Function, quantity.Address, (ushort)quantity.Registers, quantity.Optional));
            }
        }

        return blocks;
    }
}
