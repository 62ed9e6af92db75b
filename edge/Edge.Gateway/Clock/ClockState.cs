namespace LocalEnergyMarket.Edge.Gateway.Clock;

/// <summary>How far the box's clock can be believed.</summary>
/// <param name="IsSure">Whether readings are stamped without a mark.</param>
/// <param name="IsSynchronised">What the time service says; null if nobody answers for the clock, or nobody is asked.</param>
/// <param name="Steps">How often it was set since the box started.</param>
/// <param name="LastStep">By how much it was set last, on the market's clock; positive forward.</param>
/// <param name="LastStepAt">When, as the clock showed it afterwards, on the market's clock.</param>
public sealed record ClockState(bool IsSure, bool? IsSynchronised, int Steps, TimeSpan? LastStep, DateTimeOffset? LastStepAt);
