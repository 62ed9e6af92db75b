using LocalEnergyMarket.Backend.Evidence;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Backend.Evidence.Leaves;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Settlement;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Evidence;

/// <summary>What slot energies, single readings and signed batches each say of the version of readings that a settlement was made from.</summary>
sealed class MeasuredFacts(SlotRecord record, BoxRegister boxes)
{
    /// <param name="basis">Each meter's version, by box and serial number.</param>
    public async Task<IReadOnlyList<DatabaseSection>> ReadAsync(
        Timeslot timeslot, SlotEvidence evidence, int version, IReadOnlyDictionary<string, int> basis, CancellationToken cancellation)
    {
        var versions = await record.VersionsAsync(
            timeslot, energy => basis.GetValueOrDefault($"{energy.Meter.Box}/{energy.Meter.Serial}") == energy.Version, cancellation);
        return
        [
            evidence.Readings(DatabaseSection.SlotEnergies, version, versions.Select(energy => Energy(energy.Stored, energy.Stored.Measured))),
            evidence.Readings(DatabaseSection.Readings, version, versions.Select(energy => Energy(energy.Stored, energy.Recomputed))),
            StoredEvidence.Batches(version, await BatchesAsync(evidence, [.. versions.Select(energy => energy.Stored)], cancellation)),
        ];
    }

    async Task<IReadOnlyList<StoredBatch>> BatchesAsync(SlotEvidence evidence, SlotEnergyVersion[] versions, CancellationToken cancellation)
    {
        var batches = new List<StoredBatch>();
        foreach (var same in versions.Where(energy => energy.BatchSequence > 0).GroupBy(energy => energy.Meter.Box))
        {
            if (await boxes.FindAsync(same.Key, cancellation) is { } box)
            {
                var stored = await record.BatchesAsync(box.WithKeys(), same.Min(Oldest), same.Max(energy => energy.BatchSequence), cancellation);
                batches.AddRange(stored.Select(batch => new StoredBatch(
                    evidence.Secret.Box(batch.Box.ToString()).Name, batch.Sequence, batch.Hash, batch.Previous, batch.IsSigned)));
            }
        }

        return batches;
    }

    /// <summary>The oldest batch that one of its register values came with.</summary>
    static long Oldest(SlotEnergyVersion energy) => new[] { energy.Measured.Import, energy.Measured.Export }.OfType<RegisterEnergy>()
        .SelectMany(register => new[] { register.Start.Sequence, register.End.Sequence }).Where(sequence => sequence > 0).Append(energy.BatchSequence).Min();

    static MeterEvidence Energy(SlotEnergyVersion stored, MeasuredSlot measured) => new(
        MeteredUnits.ToEnergy(new(stored.Meter, "", "", ""), stored with { Measured = measured }),
        stored.BatchSequence == 0 ? [] : [new(stored.Meter.Box.ToString(), (ulong)stored.BatchSequence, new Digest(stored.BatchHash.Span))]);
}
