using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>
/// The box's memory: readings that no batch holds yet, and batches until the backend has them. What a method has done is on the disk when
/// it returns (WAL with synchronous=FULL), so a power cut or kill -9 loses nothing that was acknowledged to a caller (docs/adr/0008). Its files are
/// bounded; what has no room is given up by a rule, and counted (docs/adr/0031).
/// </summary>
public sealed class BoxJournal : IDisposable
{
    /// <summary>Readings that are written in one transaction, and given up in one go.</summary>
    const int Chunk = 250;
    const int BatchChunk = 64;
    const int MostGaps = 1_000;

    readonly JournalLimits _limits;
    readonly JournalFile _file;
    readonly UnwrittenReadings _unwritten = new();
    readonly List<ClockChange> _changes = [];
    readonly Lock _lock = new();

    /// <summary>What is committed, and what will be with the transaction under way.</summary>
    JournalTally _committed = new();
    JournalTally _tally = new();
    OpenBatch? _closing;

    /// <summary>The id of the next reading, and of the first of the transaction under way; none is used twice while the journal is open.</summary>
    long _nextId = 1;
    long _firstId;

    BoxJournal(string path, JournalLimits limits, TimeProvider real)
    {
        _limits = limits;
        _file = new(path, limits, real) { MakeRoom = MakeRoomAlone, Opened = Count };
    }

    /// <summary>A batch was stored.</summary>
    public event EventHandler? BatchStored;

    /// <param name="limits">What it may take; the usual if left out.</param>
    /// <exception cref="JournalException">The file cannot be opened, or another process has it.</exception>
    /// <exception cref="JournalUnavailableException">The disk is full or fails.</exception>
    public static BoxJournal Open(string path, JournalLimits? limits = null, TimeProvider? real = null)
    {
        var journal = new BoxJournal(path, limits ?? new(JournalLimits.UsualBytes), real ?? TimeProvider.System);
        journal._file.Open();
        return journal;
    }

    /// <summary>
    /// Writes down readings; a counter lower than its last value gets <see cref="Quality.CounterBack"/>. Where there is no room, older or lesser
    /// readings are given up, or these, and counted.
    /// </summary>
    /// <param name="changes">What became of the clock before these readings.</param>
    /// <returns>The readings as they were written, or would have been.</returns>
    /// <exception cref="JournalUnavailableException">
    /// They could not be written: they are counted, and the count and the changes are written as soon as they can be.
    /// </exception>
    public IReadOnlyList<Reading> Append(IReadOnlyList<Reading> readings, IReadOnlyList<ClockChange>? changes = null)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var written = new List<Reading>(readings.Count);
        lock (_lock)
        {
            _changes.AddRange(changes ?? []);
            var at = 0;
            do
            {
                var chunk = readings.Skip(at).Take(Chunk).ToList();
                try
                {
                    written.AddRange(Do(transaction => Write(transaction, chunk)));
                    _unwritten.Clear();
                    _changes.Clear();
                    _file.Wrote();
                }
                catch (JournalUnavailableException)
                {
                    CountUnwritten(chunk, readings.Skip(at + chunk.Count));
                    throw;
                }

                at += Chunk;
            }
            while (at < readings.Count);
        }

        return written;
    }

    /// <summary>The oldest readings that are in no batch, and the id of the last of them.</summary>
    public (IReadOnlyList<Reading> Readings, long LastId) OpenReadings(int limit) => Do(transaction =>
    {
        var rows = ReadingRows.First(transaction, long.MaxValue, limit);
        return ((IReadOnlyList<Reading>)[.. rows.Select(row => row.Reading)], rows.Count > 0 ? rows[^1].Id : 0);
    });

    /// <summary>
    /// What the next batch is made of; null if there is nothing, or if as many batches wait already as may. It stays where it is until
    /// <see cref="StoreBatch(StoredBatch, OpenBatch)"/>; what is not stored has to be given back.
    /// </summary>
    public OpenBatch? NextBatch() => Do(transaction =>
    {
        if (_tally.WaitingBytes >= _limits.WaitingBytes)
        {
            return null;
        }

        var first = ReadingRows.First(transaction, long.MaxValue, 1) is [var oldest] ? oldest.Id : _nextId;
        var readings = ReadingRows.First(transaction, ClockRows.LastUnchanged(transaction, first), _limits.BatchReadings);
        var gaps = GapRows.First(transaction, MostGaps);
        var changes = ClockRows.Before(transaction, first);
        _closing = new(
            [.. readings.Select(row => row.Reading)], [.. gaps.Select(row => row.Gap)], [.. changes.Select(row => row.Change)],
            readings.Count > 0 ? readings[^1].Id : 0, gaps.Count > 0 ? gaps[^1].Id : 0, changes.Count > 0 ? changes[^1].Id : 0);
        return _closing.IsEmpty ? null : _closing;
    });

    /// <summary>What was to go into a batch and could not be signed.</summary>
    public void GiveBack()
    {
        lock (_lock)
        {
            _closing = null;
        }
    }

    /// <summary>Stores a signed batch and takes its readings, those up to the id, out of the open ones: both or neither.</summary>
    public void StoreBatch(StoredBatch batch, long lastReadingId) => StoreBatch(batch, new OpenBatch([], [], [], lastReadingId, 0, 0));

    /// <summary>Stores a signed batch and takes what it holds out of what is open: both or neither.</summary>
    public void StoreBatch(StoredBatch batch, OpenBatch open)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(open);
        Do(transaction =>
        {
            using (var times = Sql.Query(transaction, "SELECT min(time_ms) FROM reading WHERE rank IN (0, 1, 2) AND id <= $p0", open.LastReading))
            {
                times.Read();
                var first = times.IsDBNull(0) ? batch.ClosedAt.ToUnixTimeMilliseconds() : times.GetInt64(0);
                times.Close();

                // First what it replaces, so that it needs no more room than there was.
                _tally.OpenReadings -= ReadingRows.DeleteUpTo(transaction, open.LastReading);
                _tally.GapRows -= GapRows.DeleteUpTo(transaction, open.LastGap);
                ClockRows.DeleteUpTo(transaction, open.LastChange);
                Sql.Execute(
                    transaction,
                    "INSERT INTO batch (sequence, hash, content, signature, closed_ms, first_ms) VALUES ($p0, $p1, $p2, $p3, $p4, $p5)",
                    (long)batch.Sequence, batch.Hash.ToArray(), batch.Content.ToArray(), batch.Signature.ToArray(), batch.ClosedAt.ToUnixTimeMilliseconds(), first);
            }

            _tally.WaitingBatches++;
            _tally.WaitingBytes += JournalTally.BytesOf(batch.Content.Length);
            return 0;
        });
        GiveBack();
        BatchStored?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>The end of the chain; null in a fresh journal that no backend has told where its chain starts.</summary>
    public ChainTip? Tip() => Do<ChainTip?>(transaction => BatchRows.Tip(transaction));

    /// <summary>Fixes where the chain of a fresh journal starts: behind what the backend has of this box.</summary>
    public void StartChain(ChainTip before) => Do(transaction => Sql.Execute(
        transaction, "INSERT INTO chain_start (one, sequence, hash) VALUES (1, $p0, $p1)", (long)before.Sequence, before.Hash.ToArray()));

    /// <summary>Hash of a batch that is still here.</summary>
    public ReadOnlyMemory<byte>? HashOf(ulong sequence) => Do(transaction => BatchRows.HashOf(transaction, sequence));

    /// <summary>Batches behind a sequence, in order, whatever became of them.</summary>
    public IReadOnlyList<StoredBatch> BatchesAfter(ulong sequence, int limit) => Do(transaction => BatchRows.After(transaction, sequence, limit));

    /// <summary>
    /// The batch that ends the chain of all readings up to an instant: the last with a reading at or before it. Null if there is none, or if a
    /// reading from then is in no batch yet.
    /// </summary>
    public StoredBatch? LastBatchUpTo(DateTimeOffset instant) => Do(transaction => BatchRows.LastUpTo(transaction, instant));

    /// <summary>The backend has committed all batches up to this one, except those it refused.</summary>
    public void Acknowledge(ulong sequence)
    {
        // Some at a time: a transaction has to fit into the log.
        while (Do(transaction => Answer(BatchRows.Acknowledge(transaction, sequence, BatchChunk), kept: true)) == BatchChunk)
        {
        }
    }

    public void Refuse(ulong sequence, string detail) => Do(transaction => Answer(BatchRows.Refuse(transaction, sequence, detail), kept: false));

    /// <summary>Deletes what is acknowledged and was closed before the instant; the last batch stays, because the next refers to it.</summary>
    /// <returns>How many were deleted.</returns>
    public int Delete(DateTimeOffset closedBefore)
    {
        var (sum, count) = (0, 0);
        do
        {
            count = Do(transaction =>
            {
                var deleted = BatchRows.Delete(transaction, closedBefore, BatchChunk);
                _tally.KeptBatches -= deleted;
                return deleted;
            });
            sum += count;
        }
        while (count == BatchChunk);
        return sum;
    }

    public int Count(BatchState state)
    {
        lock (_lock)
        {
            return (int)(state switch
            {
                BatchState.Waiting => _committed.WaitingBatches,
                BatchState.Acknowledged => _committed.KeptBatches,
                _ => _committed.RefusedBatches,
            });
        }
    }

    /// <summary>How much is kept, for those who look at the box.</summary>
    public JournalReport Report()
    {
        var state = State();
        return new(state.OpenReadings, state.WaitingBatches, state.RefusedBatches, state.Bytes, state.MaxBytes, state.GivenUp);
    }

    /// <summary>Readings that are in no batch.</summary>
    public long CountOpen()
    {
        lock (_lock)
        {
            return _committed.OpenReadings;
        }
    }

    /// <exception cref="JournalException">The file is damaged.</exception>
    public JournalState State()
    {
        lock (_lock)
        {
            var (last, acknowledged, oldest) = (0ul, 0ul, (DateTimeOffset?)null);
            try
            {
                (last, acknowledged, oldest) = Do(BatchRows.Ends);
            }
            catch (JournalUnavailableException)
            {
                // The problem says it.
            }

            return new(
                _file.Bytes, _limits.MaxBytes, _tally.OpenReadings, _tally.WaitingBatches, _tally.RefusedBatches, _tally.KeptBatches, last, acknowledged, oldest,
                _tally.GivenUp, _tally.GapRows + _unwritten.Gaps.Count, _file.Problem);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    /// <summary>One transaction, for another part of the journal in the same file.</summary>
    internal T Do<T>(Func<SqliteTransaction, T> work)
    {
        lock (_lock)
        {
            try
            {
                var result = _file.Do(transaction =>
                {
                    // A second attempt starts from the same numbers.
                    _tally = _committed with { };
                    return work(transaction);
                });
                _committed = _tally with { };
                return result;
            }
            catch
            {
                _tally = _committed with { };
                throw;
            }
        }
    }

    void CountUnwritten(List<Reading> failed, IEnumerable<Reading> others)
    {
        // If the file had to be closed, nobody knows before it is opened again whether the transaction is in it.
        if (_file.IsOpen)
        {
            _unwritten.Add(failed);
        }
        else
        {
            _unwritten.Suspect(_firstId, failed);
        }

        List<Reading> rest = [.. others];
        _unwritten.Add(rest);
        _committed.GivenUp += failed.Count + rest.Count;
        _tally = _committed with { };
    }

    void Count(SqliteTransaction transaction)
    {
        _nextId = Math.Max(_nextId, 1 + Sql.Scalar(transaction, "SELECT max(id) FROM reading"));
        _committed = JournalTally.Of(transaction) with { GivenUp = _committed.GivenUp };
        _tally = _committed with { };
        _unwritten.Settle((first, last) => Sql.Scalar(
            transaction, "SELECT count(*) FROM reading WHERE rank IN (0, 1, 2) AND id BETWEEN $p0 AND $p1", first, last) > 0);
    }

    List<Reading> Write(SqliteTransaction transaction, List<Reading> readings)
    {
        _firstId = _nextId;
        _tally.GapRows += GapRows.Count(transaction, _unwritten.Gaps, _closing?.LastGap ?? 0);
        foreach (var change in _changes)
        {
            ClockRows.Insert(transaction, change, _nextId);
        }

        var judged = readings.ConvertAll(reading => CounterRows.Judge(transaction, reading));
        var pages = _file.SparePages + (readings.Count / 30) + 8;
        MakeRoom(transaction, pages);
        if (_file.FreePages(transaction) < pages)
        {
            GiveUp(transaction, judged.ConvertAll(row => row.Reading));
        }
        else
        {
            foreach (var (reading, rank) in judged)
            {
                ReadingRows.Insert(transaction, _nextId++, rank, reading);
            }

            _tally.OpenReadings += readings.Count;
        }

        return judged.ConvertAll(row => row.Reading);
    }

    /// <summary>In a transaction of the file's own.</summary>
    void MakeRoomAlone(SqliteTransaction transaction, long pages)
    {
        _tally = _committed with { };
        MakeRoom(transaction, pages);
        _committed = _tally with { };
    }

    /// <summary>First what the backend has, oldest first; then open readings by what they are worth. Unanswered batches never: what is signed is kept whole.</summary>
    void MakeRoom(SqliteTransaction transaction, long pages)
    {
        while (_file.FreePages(transaction) < pages)
        {
            var deleted = BatchRows.DeleteOldest(transaction, BatchState.Acknowledged, 16);
            _tally.KeptBatches -= deleted;
            if (deleted == 0)
            {
                // The backend keeps these itself.
                deleted = BatchRows.DeleteOldest(transaction, BatchState.Refused, 16);
                _tally.RefusedBatches -= deleted;
            }

            if (deleted == 0 && !GiveUpOldest(transaction))
            {
                return;
            }
        }
    }

    bool GiveUpOldest(SqliteTransaction transaction)
    {
        for (var rank = ReadingRank.Power; rank <= ReadingRank.Edge; rank++)
        {
            if (ReadingRows.GiveUp(transaction, rank, _closing?.LastReading ?? 0, Chunk) is { Count: > 0 } rows)
            {
                _tally.OpenReadings -= rows.Count;
                GiveUp(transaction, rows.ConvertAll(row => row.Reading));
                return true;
            }
        }

        return false;
    }

    void GiveUp(SqliteTransaction transaction, List<Reading> readings)
    {
        var closing = _closing?.LastGap ?? 0;
        _tally.GivenUp += readings.Count;
        _tally.GapRows += GapRows.Count(transaction, GapRows.Of(readings, GapReason.JournalFull), closing);
        if (_tally.GapRows > _limits.GapRows)
        {
            GapRows.Coarsen(transaction, closing, _limits.GapRows / 2);
            _tally.GapRows = Sql.Scalar(transaction, "SELECT count(*) FROM gap");
        }
    }

    int Answer(IReadOnlyList<long> contents, bool kept)
    {
        _tally.WaitingBatches -= contents.Count;
        _tally.WaitingBytes -= contents.Sum(JournalTally.BytesOf);
        _tally.KeptBatches += kept ? contents.Count : 0;
        _tally.RefusedBatches += kept ? 0 : contents.Count;
        return contents.Count;
    }
}
