using System.Runtime.CompilerServices;
using Npgsql;

namespace LocalEnergyMarket.Backend.Forecasts.Beliefs;

/// <summary>
/// Forecasts in PostgreSQL. Bitemporal: every value is about a timeslot and believed from an instant on. Sets are only ever added; a second
/// forecast of a timeslot is a second belief.
/// </summary>
public sealed class BeliefStore(NpgsqlDataSource database)
{
    readonly CurvePartitions _partitions = new(database);
    readonly CurveRows _rows = new(database);

    /// <summary>Adds a set of values, all or none.</summary>
    /// <param name="values">At most one of a unit, timeslot and direction; energies from 0.</param>
    /// <exception cref="ArgumentException">There are no values, one is there twice, or one is negative.</exception>
    public async Task<AppendedSet> AppendAsync(BeliefSet set, IReadOnlyCollection<SlotForecast> values, CancellationToken cancellation)
    {
        await _partitions.EnsureAsync(values.Select(value => UtcDay.Of(value.Timeslot)), cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var appended = await AppendAsync(set, values, connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
        return appended;
    }

    /// <summary>The same within the caller's transaction, so that it is one with what else is written there.</summary>
    /// <exception cref="ArgumentException">There are no values, one is there twice, or one is negative.</exception>
    public async Task<AppendedSet> AppendAsync(
        BeliefSet set, IReadOnlyCollection<SlotForecast> values, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException("A set has at least one value.", nameof(values));
        }

        var curves = Curve.Fold(values);
        await _partitions.EnsureAsync(curves.Select(pair => pair.Key.Day), connection, transaction, cancellation);
        var write = new CurveWrite(connection, transaction);
        if (await write.SetAsync(set, values, cancellation) is not { } id)
        {
            return await write.FindAsync(set.Key!, cancellation);
        }

        await write.CurvesAsync(id, curves, cancellation);
        return new(id, set.BelievedAt, WasThere: false);
    }

    /// <summary>All that was believed, ordered by unit, timeslot and direction; streamed, a day of a unit in memory at a time.</summary>
    public IAsyncEnumerable<SlotBeliefs> BeliefsAsync(BeliefQuery query, CancellationToken cancellation) => _rows.ReadAsync(query, cancellation);

    /// <summary>What counted at an instant: the newest belief, a delivered one before an own one.</summary>
    public async IAsyncEnumerable<Belief> AsOfAsync(BeliefQuery query, DateTimeOffset asOf, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var slot in _rows.ReadAsync(query with { BelievedUntil = asOf }, cancellation))
        {
            if (BeliefChoice.AsOf(slot.NewestFirst, asOf, [.. query.Kinds]) is { } belief)
            {
                yield return belief;
            }
        }
    }
}
