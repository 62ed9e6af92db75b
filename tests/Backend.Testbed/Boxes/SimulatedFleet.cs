using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Wire.Readings;
using Npgsql;

namespace LocalEnergyMarket.Backend.Testbed.Boxes;

/// <summary>
/// Simulated boxes, entered in the register as if their TPMs had been attested. They send by <see cref="SimulatedStream"/>; afterwards
/// <see cref="CompareAsync"/> says whether the database has exactly what they were promised.
/// </summary>
public sealed class SimulatedFleet : IDisposable
{
    const string LedgerSql = "select box, sequence, hash, readings from lem.batch_ledger where box = any($1) order by box, sequence";

    const string ReadingsSql = """
        select m.box, r.sequence, m.serial, r.register, r.ts, r.value, r.quality
        from lem.readings r join lem.meters m using (meter_key) where m.box = any($1)
        """;

    SimulatedFleet(IReadOnlyList<SimulatedBox> boxes) => Boxes = boxes;

    public IReadOnlyList<SimulatedBox> Boxes { get; }

    /// <param name="database">The backend's, whose tables are there already: a backend has run on it.</param>
    /// <param name="count">How many boxes.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<SimulatedFleet> EnrolAsync(string database, int count, CancellationToken cancellation)
    {
        var fleet = new SimulatedFleet([.. Enumerable.Range(0, count).Select(_ => new SimulatedBox())]);
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.AddRegistry();
        });
        await using var session = store.LightweightSession();
        foreach (var (box, number) in fleet.Boxes.Select((box, i) => (box, i + 1)))
        {
            session.Events.StartStream<Box>(box.Id, new BoxEnrolled($"Simulated {number}", box.PublicKey, box.Account, [], "simulated", "none", "1"));
        }

        await session.SaveChangesAsync(cancellation);
        return fleet;
    }

    /// <summary>
    /// Holds the database against the boxes: every acknowledged batch is there once with each of its readings, nothing is there that was not signed,
    /// and no sequence is left out.
    /// </summary>
    /// <returns>What is not so, a sentence each; nothing if all is well.</returns>
    public async Task<IReadOnlyList<string>> CompareAsync(string database, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellation);
        var ledger = await LedgerAsync(connection, cancellation);
        var readings = await ReadingsAsync(connection, cancellation);
        return [.. Boxes.SelectMany(box => Compare(box, [.. ledger[box.Id]], readings))];
    }

    public void Dispose()
    {
        foreach (var box in Boxes)
        {
            box.Dispose();
        }
    }

    static IEnumerable<string> Compare(SimulatedBox box, List<LedgerRow> ledger, ILookup<(Guid Box, long Sequence), Row> readings)
    {
        foreach (var broken in box.BrokenPromises)
        {
            yield return $"box {box.Id}: {broken}";
        }

        var batches = box.Batches;
        var refused = box.Refusals.Select(refusal => refusal.Sequence).ToHashSet();
        var there = ledger.ToDictionary(row => row.Sequence);
        foreach (var lost in box.Acknowledged.Distinct().Where(sequence => !there.ContainsKey((long)sequence)))
        {
            yield return $"box {box.Id}: batch {lost} was acknowledged and is lost";
        }

        for (var sequence = 1L; sequence <= (ledger.Count == 0 ? 0 : ledger[^1].Sequence); sequence++)
        {
            if (!there.ContainsKey(sequence) && !refused.Contains((ulong)sequence))
            {
                yield return $"box {box.Id}: batch {sequence} is left out";
            }
        }

        foreach (var row in ledger)
        {
            if (row.Sequence > batches.Count || !batches[(int)row.Sequence - 1].Hash.AsSpan().SequenceEqual(row.Hash))
            {
                yield return $"box {box.Id}: batch {row.Sequence} is in the ledger and was never signed";
                continue;
            }

            // Of one instant that a batch has twice, the last counts.
            var signed = batches[(int)row.Sequence - 1].Readings.GroupBy(reading => (reading.MeterSerial, reading.Register, reading.Time)).Select(same => Row.Of(same.Last())).ToHashSet();
            var stored = readings[(box.Id, row.Sequence)].ToList();
            if (stored.Count != signed.Count || !signed.SetEquals(stored))
            {
                yield return $"box {box.Id}: of batch {row.Sequence} {stored.Count} readings are stored, {signed.Count} were signed, and {stored.Count(signed.Contains)} of them are the same";
            }
        }
    }

    async Task<ILookup<Guid, LedgerRow>> LedgerAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(LedgerSql, connection) { Parameters = { new() { Value = Boxes.Select(box => box.Id).ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<(Guid Box, LedgerRow Row)>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add((reader.GetGuid(0), new(reader.GetInt64(1), reader.GetFieldValue<byte[]>(2))));
        }

        return rows.ToLookup(row => row.Box, row => row.Row);
    }

    async Task<ILookup<(Guid Box, long Sequence), Row>> ReadingsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ReadingsSql, connection) { Parameters = { new() { Value = Boxes.Select(box => box.Id).ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<(Guid Box, long Sequence, Row Row)>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add((
                reader.GetGuid(0), reader.GetInt64(1),
                new(reader.GetString(2), reader.GetInt16(3), reader.GetFieldValue<DateTimeOffset>(4).ToUnixTimeMilliseconds(), reader.GetInt64(5), reader.GetInt16(6))));
        }

        return rows.ToLookup(row => (row.Box, row.Sequence), row => row.Row);
    }

    sealed record LedgerRow(long Sequence, byte[] Hash);

    readonly record struct Row(string Serial, short Register, long TimeUnixMs, long Value, short Quality)
    {
        public static Row Of(Reading reading) => new(
            reading.MeterSerial, (short)reading.Register, reading.Time.ToUnixTimeMilliseconds(), reading.Value, (short)reading.Quality);
    }
}
