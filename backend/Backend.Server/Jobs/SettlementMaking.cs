using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.Evidence.Leaves;
using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Backend.Server.Evidence;
using LocalEnergyMarket.Backend.Server.Market;
using LocalEnergyMarket.Backend.Server.Settlement;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Jobs;

/// <summary>
/// Settles a timeslot when its slot energies are complete, or when the grace for missing ones is over; a later or corrected value makes the
/// next version. Readings and settlement are anchored in the transaction that books them.
/// </summary>
sealed partial class SettlementMaking(
    MeteredUnits units, SlotEnergyQuery energies, SlotClosing closing, Anchors anchors, IDocumentStore store, TimeProvider time, ILogger<SettlementMaking> log)
{
    readonly ConcurrentDictionary<string, DateTimeOffset> _correctedUntil = new(StringComparer.Ordinal);

    /// <summary>Makes the first version if it is time, or the next one of a timeslot whose values were corrected.</summary>
    /// <returns>The version; null if it is not time, or nothing has changed.</returns>
    /// <exception cref="InvalidOperationException">The timeslot cannot be settled; the message says why.</exception>
    public async Task<int?> SettleAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation)
    {
        if (await BookOfAsync(market, timeslot, cancellation) is not { SecondaryClosed: true } book)
        {
            return null;
        }

        var isFirst = book.SettlementVersion == 0;
        var metered = await MeteredAsync(market, timeslot, cancellation);
        var measured = await energies.LatestAsync(timeslot, [.. metered.Keys], cancellation);
        if (isFirst && measured.Count < metered.Count)
        {
            if (time.GetUtcNow() < timeslot.End + market.Grace)
            {
                return null;
            }

            await closing.CloseAsync(timeslot, [.. metered.Keys.Except(measured.Select(energy => energy.Meter))], cancellation);
            measured = await energies.LatestAsync(timeslot, [.. metered.Keys], cancellation);
        }

        return await BookAsync(market, timeslot, metered, measured, isFirst, cancellation);
    }

    /// <summary>Timeslots whose values were corrected since the last look (<see cref="Looked"/>); all that ever were, at the first one.</summary>
    public Task<IReadOnlyList<Timeslot>> CorrectedAsync(LocalMarket market, CancellationToken cancellation) =>
        energies.CorrectedSinceAsync(_correctedUntil.GetValueOrDefault(market.BalancingGroup), cancellation);

    /// <summary>All that was corrected before an instant has been settled, or is noted as failed.</summary>
    public void Looked(LocalMarket market, DateTimeOffset at) =>

        // What was stamped before may be committed later, at most a real minute: it is looked at again.
        _correctedUntil[market.BalancingGroup] = at - (TimeSpan.FromMinutes(1) * ((time as MarketClock)?.Factor ?? 1));

    async Task<TimeslotBook?> BookOfAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<TimeslotBook>(AuctionBook.IdOf(market.BalancingGroup, timeslot), cancellation);
    }

    async Task<int?> BookAsync(
        LocalMarket market,
        Timeslot timeslot,
        IReadOnlyDictionary<Telemetry.MeterId, MeteredUnit> metered,
        IReadOnlyList<SlotEnergyVersion> measured,
        bool isFirst,
        CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var id = AuctionBook.IdOf(market.BalancingGroup, timeslot);
        var stream = await session.Events.FetchForWriting<AuctionBook>(id, cancellation);
        var last = (await session.LoadAsync<TimeslotBook>(id, cancellation))?.SettlementVersion ?? 0;
        var basis = measured.ToDictionary(energy => $"{energy.Meter.Box}/{energy.Meter.Serial}", energy => energy.Version, StringComparer.Ordinal);
        if (stream.Aggregate?.State.Result is not { } result || isFirst != (last == 0) || await IsBookedAsync(session, market, timeslot, last, basis, cancellation))
        {
            return null;
        }

        var version = last + 1;
        var readings = measured.Select(energy => ToEvidence(metered[energy.Meter], energy)).ToList();
        var input = new SettlementInput(
            timeslot, version, result, stream.Aggregate.State.Purchases, MeterEnergy.ByCustomer(readings.Select(reading => reading.Energy)), market.Tariff);
        var outcome = SettlementRun.Settle(input, time.GetUtcNow());
        if (outcome is NotSettled refused)
        {
            throw new InvalidOperationException($"It cannot be settled. {string.Join(' ', refused.Reasons)}");
        }

        var statement = ((Settled)outcome).Statement;
        var evidence = await TimeslotSecret.EvidenceAsync(session, market, timeslot, cancellation);
        stream.AppendOne(new TimeslotSettled(version));
        session.Insert(new SettlementDocument(SettlementDocument.IdOf(market.BalancingGroup, timeslot, version), market.BalancingGroup, statement, basis));
        anchors.Enlist(session, evidence.Readings(version, readings));
        anchors.Enlist(session, evidence.Settlement(statement, version));
        await session.SaveChangesAsync(cancellation);
        LogSettled(timeslot, market.BalancingGroup, version, statement.Lines.Count);
        return version;
    }

    static async Task<bool> IsBookedAsync(
        Store.Sessions.IDocumentSession session, LocalMarket market, Timeslot timeslot, int version, Dictionary<string, int> basis, CancellationToken cancellation) =>
        version > 0
        && await session.LoadAsync<SettlementDocument>(SettlementDocument.IdOf(market.BalancingGroup, timeslot, version), cancellation) is { } booked
        && booked.Basis.Count == basis.Count
        && booked.Basis.All(meter => basis.TryGetValue(meter.Key, out var now) && now == meter.Value);

    static MeterEvidence ToEvidence(MeteredUnit unit, SlotEnergyVersion energy) => new(
        MeteredUnits.ToEnergy(unit, energy),
        energy.BatchSequence == 0 ? [] : [new(unit.Meter.Box.ToString(), (ulong)energy.BatchSequence, new Digest(energy.BatchHash.Span))]);

    async Task<IReadOnlyDictionary<Telemetry.MeterId, MeteredUnit>> MeteredAsync(LocalMarket market, Timeslot timeslot, CancellationToken cancellation) =>
        (await units.AllAsync(timeslot, cancellation)).Where(unit => unit.BalancingGroup == market.BalancingGroup).ToDictionary(unit => unit.Meter);

    [LoggerMessage(1, LogLevel.Information, "Settled {Timeslot} in {BalancingGroup}: version {Version}, {Lines} customers")]
    partial void LogSettled(Timeslot timeslot, string balancingGroup, int version, int lines);
}
