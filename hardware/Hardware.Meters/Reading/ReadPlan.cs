using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Reading;

/// <summary>One request of a plan.</summary>
/// <param name="Optional">Only values the device may lack depend on it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReadBlock(ModbusFunction Function, ushort Address, ushort Count, bool Optional)
{
    public bool Holds(DeviceTerm term) =>
        term.Function == Function && term.Address >= Address && term.Address + term.Raw.Registers <= Address + Count;
}

/// <summary>
/// The fewest requests that read all values of a device within its limits. A number is never cut between two requests, and optional
/// values are asked for apart, so that their refusal costs nothing else.
/// </summary>
public static class ReadPlan
{
    public static IReadOnlyList<ReadBlock> Of(DeviceType device)
    {
        var blocks = new List<ReadBlock>();
        var terms = device.Values
            .SelectMany(value => value.Terms.Select(term => (term, value.Optional)))
            .OrderBy(x => x.Optional).ThenBy(x => x.term.Function).ThenBy(x => x.term.Address);
        foreach (var (term, optional) in terms)
        {
            var end = term.Address + term.Raw.Registers;
            if (blocks.Count > 0 && blocks[^1] is var last
                && last.Optional == optional && last.Function == term.Function
                && term.Address - (last.Address + last.Count) <= device.MaxGap
                && end - last.Address <= device.MaxRegisters)
            {
                blocks[^1] = last with { Count = (ushort)Math.Max(last.Count, end - last.Address) };
            }
            else
            {
                blocks.Add(new(term.Function, term.Address, (ushort)term.Raw.Registers, optional));
            }
        }

        return blocks;
    }
}
