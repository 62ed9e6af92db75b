using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>A day in UTC: always 96 quarter hours, whatever clocks on walls do.</summary>
static class UtcDay
{
    public const int Slots = 96;

    public static DateOnly Of(Timeslot timeslot) => DateOnly.FromDateTime(timeslot.Start.UtcDateTime);

    /// <summary>From 0 to 95.</summary>
    public static int IndexOf(Timeslot timeslot) => (int)((timeslot.StartUnixSeconds - FirstOf(Of(timeslot)).StartUnixSeconds) / Timeslot.Seconds);

    public static Timeslot FirstOf(DateOnly day) => new(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds());
}
