using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>What became of a file that was taken.</summary>
/// <param name="Set">Its beliefs; <see cref="AppendedSet.WasThere"/> if the same file had been taken before.</param>
/// <param name="UnitNumbers">In ascending order.</param>
/// <param name="Values">How many values: one for each unit, timeslot and direction.</param>
/// <param name="Slots">How many pairs of unit and timeslot.</param>
/// <param name="Missing">How many places for values the file leaves open, and values of kinds that are not kept (MSCONS: totals, reactive energy).</param>
public sealed record ImportedFile(
    AppendedSet Set, string Source, ForecastKind Kind, IReadOnlyList<string> UnitNumbers, long Values, long Slots, Timeslot First, Timeslot Last, long Missing);
