using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>A register value as read.</summary>
/// <param name="Value">Wh; means nothing where the quality is <see cref="Quality.Missing"/>.</param>
/// <param name="Sequence">The batch that brought it.</param>
public readonly record struct RegisterValue(DateTimeOffset Time, WattHours Value, Quality Quality, long Sequence);

/// <summary>A register's value at a quarter-hour edge.</summary>
/// <param name="Sequence">The newest batch it rests on; 0 if none.</param>
public sealed record SlotEdge(WattHours Value, Quality Quality, long Sequence);

/// <summary>What one register counted in a timeslot.</summary>
/// <param name="Energy">Wh; 0 where the quality says that it is not known.</param>
public sealed record RegisterEnergy(SlotEdge Start, SlotEdge End, WattHours Energy, Quality Quality)
{
    internal RegisterEnergy WithoutOrigin => this with { Start = Start with { Sequence = 0 }, End = End with { Sequence = 0 } };
}

/// <summary>A meter's energy in a timeslot; a register that the meter does not have is null.</summary>
public sealed record MeasuredSlot(Timeslot Timeslot, RegisterEnergy? Import, RegisterEnergy? Export)
{
    /// <summary>The worse of the two registers'; missing if there is neither.</summary>
    public Quality Quality => (Import, Export) switch
    {
        (null, null) => Quality.Missing,
        _ => QualityOrder.Worst(Import?.Quality ?? Quality.Good, Export?.Quality ?? Quality.Good),
    };

    /// <summary>Whether both say the same values and qualities, from whichever batches.</summary>
    public bool SaysTheSameAs(MeasuredSlot other) => WithoutOrigin == other.WithoutOrigin;

    MeasuredSlot WithoutOrigin => new(Timeslot, Import?.WithoutOrigin, Export?.WithoutOrigin);
}

/// <summary>A numbered version of what a meter measured in a timeslot. No version is ever changed; the highest counts.</summary>
/// <param name="BatchSequence">The newest batch it rests on; 0 if the meter has sent nothing.</param>
/// <param name="BatchHash">That batch's hash; 32 zero bytes if none.</param>
public sealed record SlotEnergyVersion(
    MeterId Meter, int Version, MeasuredSlot Measured, long BatchSequence, ReadOnlyMemory<byte> BatchHash, DateTimeOffset ComputedAt);
