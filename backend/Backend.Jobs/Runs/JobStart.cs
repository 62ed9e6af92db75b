using System.Text.Json;

namespace LocalEnergyMarket.Backend.Jobs.Runs;

/// <summary>A run to be started.</summary>
/// <param name="StartedBy">Who or what asks for it.</param>
/// <param name="Key">Of all starts with the same key only the first makes a run; null if each does.</param>
/// <param name="DueAt">For which instant of the market it is.</param>
/// <param name="UnlessWaiting">Whether a run of the kind with the same arguments that has not begun yet stands for this one.</param>
public sealed record JobStart(
    string Kind, JsonElement Arguments, string StartedBy, string? Key = null, DateTimeOffset? DueAt = null, bool UnlessWaiting = false);
