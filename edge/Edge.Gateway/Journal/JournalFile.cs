using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>
/// The journal's file: transactions that are on the disk when they return, never larger than its limits, and what happens when the disk is full
/// or fails: a reserve is given free, the file grows no more, and everything is tried again.
/// </summary>
sealed class JournalFile(string path, JournalLimits limits, TimeProvider real) : IDisposable
{
    const int Busy = 5;
    const int Locked = 6;
    const int InputOutput = 10;
    const int Corrupt = 11;
    const int Full = 13;
    const int CannotOpen = 14;
    const int NotADatabase = 26;

    static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    readonly JournalReserve _reserve = new(path, limits);
    SqliteConnection? _connection;
    long _pages = limits.Pages;
    long _looked;

    /// <summary>Frees at least so many pages by giving up what is worth least; called in a transaction of its own.</summary>
    public required Action<SqliteTransaction, long> MakeRoom { get; init; }

    /// <summary>The file was opened, for the first time or again: what is remembered of it may not hold any more.</summary>
    public required Action<SqliteTransaction> Opened { get; init; }

    /// <summary>Why it cannot be written or not grow, in English; null if all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>False after a failure that only opening it again can tell the end of; the next transaction does that.</summary>
    public bool IsOpen => _connection is not null;

    /// <summary>Pages that readings leave free; of a file that cannot grow, less.</summary>
    public long SparePages => Math.Clamp(_pages / 8, 8, limits.SparePages);

    /// <summary>What all its files take, in bytes.</summary>
    public long Bytes => new[] { path, path + "-wal", _reserve.Path }.Sum(file => new FileInfo(file) is { Exists: true } info ? info.Length : 0);

    /// <summary>Pages that may still be written.</summary>
    public long FreePages(SqliteTransaction transaction) =>
        _pages - Sql.Scalar(transaction, "PRAGMA page_count") + Sql.Scalar(transaction, "PRAGMA freelist_count");

    /// <exception cref="JournalException">It cannot be opened, or another process has it.</exception>
    /// <exception cref="JournalUnavailableException">The disk is full or fails.</exception>
    public void Open()
    {
        try
        {
            Connect();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Close();
            throw Explain(e);
        }
    }

    /// <summary>One transaction.</summary>
    /// <exception cref="JournalException">The file is damaged.</exception>
    /// <exception cref="JournalUnavailableException">The disk is full or fails; nothing was changed, unless it is no longer <see cref="IsOpen"/>: then nobody knows.</exception>
    public T Do<T>(Func<SqliteTransaction, T> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                LookForSpace();
                return Transact(work);
            }
            catch (SqliteException e)
            {
                // Not in a filter: the transaction has to be over.
                if (e.SqliteErrorCode == Full && attempt < 3 && Relieve())
                {
                    continue;
                }

                if (e.SqliteErrorCode == InputOutput)
                {
                    // What the library thinks of the file may be wrong from here on; opening it again reads what is there.
                    Close();
                }

                throw Explain(e);
            }
        }
    }

    /// <summary>Readings could be written: all is well, unless the disk is still full.</summary>
    public void Wrote()
    {
        if (_pages == limits.Pages)
        {
            Problem = null;
        }
    }

    public void Dispose() => Close();

    static bool IsPassing(int code) => code is Full or InputOutput or CannotOpen;

    T Transact<T>(Func<SqliteTransaction, T> work)
    {
        if (_connection is null)
        {
            Connect();
        }

        using var transaction = _connection!.BeginTransaction();
        var result = work(transaction);
        transaction.Commit();
        return result;
    }

    void Connect()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _reserve.Fill();
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
        _connection.Open();
        Run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;");
        Run($"PRAGMA wal_autocheckpoint = {limits.CheckpointFrames}; PRAGMA journal_size_limit = {limits.LogBytes};");
        JournalSchema.Apply(_connection, path);
        using (var transaction = _connection.BeginTransaction())
        {
            Opened(transaction);
            transaction.Commit();
        }

        Shrink();
        Run($"PRAGMA max_page_count = {_pages}");
    }

    /// <summary>A file that was larger, because more was allowed, gives its space back; that takes space for a moment.</summary>
    void Shrink()
    {
        if (Number("PRAGMA page_count") <= limits.Pages)
        {
            return;
        }

        while (Number("PRAGMA page_count") - Number("PRAGMA freelist_count") > limits.Pages - limits.SparePages)
        {
            using var transaction = _connection!.BeginTransaction();
            MakeRoom(transaction, FreePages(transaction) + 64);
            transaction.Commit();
        }

        Run("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <summary>Makes room where there is none: in the file if it has its size, else with what the reserve gives free.</summary>
    bool Relieve()
    {
        try
        {
            var count = Number("PRAGMA page_count");
            if (count + limits.SparePages < _pages)
            {
                Problem = "The disk is full: free some space. Nothing that was written is lost; what does not fit any more is given up and counted.";
                _pages = count;
                _looked = real.GetTimestamp();
                _reserve.Release();
                Run($"PRAGMA wal_checkpoint(RESTART); PRAGMA max_page_count = {_pages};");
            }

            using var transaction = _connection!.BeginTransaction();
            MakeRoom(transaction, SparePages);
            transaction.Commit();
            return true;
        }
        catch (SqliteException e) when (IsPassing(e.SqliteErrorCode))
        {
            return false;
        }
    }

    /// <summary>When the disk was full: whether it has space again, now and then.</summary>
    void LookForSpace()
    {
        if (_pages == limits.Pages || _connection is null || real.GetElapsedTime(_looked) < BetweenLooks)
        {
            return;
        }

        _looked = real.GetTimestamp();
        if (_reserve.Fill())
        {
            _pages = limits.Pages;
            Run($"PRAGMA max_page_count = {_pages}");
            Problem = null;
        }
    }

    void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    Exception Explain(Exception e)
    {
        switch (e)
        {
            case SqliteException { SqliteErrorCode: Busy or Locked }:
                return new JournalException($"The journal '{path}' is in use by another process: stop that first.", e);
            case SqliteException { SqliteErrorCode: Corrupt or NotADatabase }:
                return new JournalException($"The journal '{path}' is damaged: keep the file, and start with another.", e);
            case SqliteException { SqliteErrorCode: Full }:
                Problem = $"There is no space left for the journal '{path}': free some; nothing that was written is lost.";
                return new JournalUnavailableException(Problem, e);
            case SqliteException { SqliteErrorCode: InputOutput }:
                Problem = $"The disk of the journal '{path}' fails ({e.Message}): look after it; nothing that was written is lost.";
                return new JournalUnavailableException(Problem, e);
            default:
                return new JournalException($"The journal '{path}' cannot be used: {e.Message}", e);
        }
    }

    void Run(string sql)
    {
        using var command = _connection!.CreateCommand();
#pragma warning disable CA2100 // Pragmas take no parameters, and these are numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    long Number(string sql)
    {
        using var command = _connection!.CreateCommand();
#pragma warning disable CA2100 // Only constants come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }
}
