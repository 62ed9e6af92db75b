using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>Readings of one register of one meter that a box had and gave up: counted, so that nothing is missing in silence.</summary>
/// <param name="From">The first of them, on the market's clock, to the millisecond.</param>
/// <param name="To">The last of them.</param>
/// <param name="Count">How many, at least 1.</param>
public sealed record Gap(string MeterSerial, uint MeterIndex, Register Register, DateTimeOffset From, DateTimeOffset To, long Count, GapReason Reason);

/// <summary>Something that became of a box's clock.</summary>
/// <param name="At">When, as the clock shows it afterwards, on the market's clock, to the millisecond.</param>
/// <param name="Step">By how much it was set, on the market's clock, to the millisecond; positive forward, zero if it was no step.</param>
public sealed record ClockChange(ClockEventKind Kind, DateTimeOffset At, TimeSpan Step);
