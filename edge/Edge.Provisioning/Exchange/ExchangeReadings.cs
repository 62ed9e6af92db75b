using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Provisioning.Exchange;

/// <summary>
/// What the box writes down of an exchange, so that the timeslots around it have the energy of both meters and no more: the old counter's last value, which it keeps to the end of its
/// timeslot, and the new counter's first value, which it has had since that timeslot began. What is concluded so is marked as derived.
/// </summary>
static class ExchangeReadings
{
    public static IReadOnlyList<Reading> Of(
        uint index, string oldSerial, MeterValues final, DateTimeOffset takenOut, string newSerial, MeterValues first, DateTimeOffset putIn)
    {
        var slot = Timeslot.Containing(takenOut);
        var readings = new List<Reading>();
        foreach (var (register, value) in final.Registers)
        {
            readings.Add(new(oldSerial, index, register, takenOut, value, final.Typed ? Quality.Derived : Quality.Good));
            readings.Add(new(oldSerial, index, register, slot.End, value, Quality.Derived));
        }

        foreach (var (register, value) in first.Registers)
        {
            if (slot.Start < putIn)
            {
                readings.Add(new(newSerial, index, register, slot.Start, value, Quality.Derived));
            }

            readings.Add(new(newSerial, index, register, putIn, value, first.Typed ? Quality.Derived : Quality.Good));
        }

        return readings;
    }
}
