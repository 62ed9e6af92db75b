using System.Threading.Channels;
using LocalEnergyMarket.Backend.Mastr.Export;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>Loads one file of an export: one task unpacks and reads, another sends; its records and the note that it is loaded are one transaction.</summary>
sealed class MemberLoad(IDocumentStore store, int generation, ExportZip zip, ExportMember member, Action<long> unpacked)
{
    const int MostNamed = 5;

    readonly List<string> _warnings = [];
    long _items;
    long _repeated;
    long _nameless;
    long _wrongDigits;
    bool _isVoid;

    /// <exception cref="MastrException">The file is damaged; nothing of it is there.</exception>
    public async Task<LoadedMember> RunAsync(CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var table = CurrentGeneration.Table(generation);
        await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy {table} {CopyRows.Columns} from stdin (format binary)", cancellation))
        {
            try
            {
                await PumpAsync(copy, cancellation);
            }
            catch (ExportDamage damage)
            {
                await copy.CancelAsync();
                throw new MastrException(
                    MastrError.FileInvalid, member.Name, $"{member.Name}: the file is cut or damaged: {damage.Message}. Nothing was taken; download the export again.");
            }
            catch
            {
                await copy.CancelAsync();
                throw;
            }
        }

        var loaded = new LoadedMember(member.Name, member.Kind, _items, _repeated, _isVoid, [.. _warnings]);
        await NoteAsync(loaded, connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
        return loaded;
    }

    async Task PumpAsync(NpgsqlRawCopyStream copy, CancellationToken cancellation)
    {
        var full = Channel.CreateBounded<CopyRows>(new BoundedChannelOptions(3) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(() => ReadAsync(full.Writer, stop.Token), stop.Token);
        try
        {
            await copy.WriteAsync(CopyRows.Header, cancellation);
            await foreach (var rows in full.Reader.ReadAllAsync(cancellation))
            {
                using (rows)
                {
                    await copy.WriteAsync(rows.Written, cancellation);
                }
            }

            await reading;
            await copy.WriteAsync(CopyRows.Trailer, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    async Task ReadAsync(ChannelWriter<CopyRows> full, CancellationToken cancellation)
    {
        try
        {
            var firstOfNext = member.Next is null ? [] : zip.FirstRecord(member.Next);
            using var reader = zip.Open(member);
            var rows = new CopyRows(generation);
            while (reader.Read())
            {
                if (Take(reader.Record, firstOfNext))
                {
                    rows.Add(member.Kind, reader.Record);
                }

                if (rows.IsFull)
                {
                    await full.WriteAsync(rows, cancellation);
                    rows = new(generation);
                    unpacked(reader.Unpacked);
                }
            }

            await full.WriteAsync(rows, cancellation);
            unpacked(reader.Unpacked);
            Report(reader);
            full.Complete();
        }
        catch (Exception e)
        {
            full.Complete(e);
            throw;
        }
    }

    bool Take(ExportRecord record, byte[] firstOfNext)
    {
        _items++;
        if (record.Number.IsNull)
        {
            _nameless++;
            return false;
        }

        // The register's own numbers are ASCII; only of those that look like one the check digit is looked at.
        if (record.Number.Bytes.Length == 15 && !MastrNumber.HasRightCheckDigit(record.Number.Bytes) && _wrongDigits++ < MostNamed)
        {
            _warnings.Add($"{member.Name}: the check digit of {record.Number} is wrong; it was taken all the same.");
        }

        if (record.Json.Written.SequenceEqual(firstOfNext))
        {
            _repeated++;
            return false;
        }

        return true;
    }

    void Report(RecordReader reader)
    {
        _isVoid = reader.IsVoid;
        if (_isVoid)
        {
            _warnings.Add($"{member.Name}: the file holds only its declaration: the register has left it empty. What was there of {member.Kind.Name} before is kept.");
        }

        if (reader.Replaced > 0)
        {
            _warnings.Add($"{member.Name}: {reader.Replaced} characters are not allowed in XML and were replaced by U+FFFD.");
        }

        if (_nameless > 0)
        {
            _warnings.Add($"{member.Name}: {_nameless} items without {(member.Kind.Key.Length > 0 ? member.Kind.Key : "a number")} were passed over.");
        }

        if (_wrongDigits > MostNamed)
        {
            _warnings.Add($"{member.Name}: {_wrongDigits} wrong check digits altogether.");
        }

        _repeated += _nameless;
    }

    async Task NoteAsync(LoadedMember loaded, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "insert into mastr_members (generation, name, kind, items, repeated, is_void, warnings) values ($1, $2, $3, $4, $5, $6, $7)", connection, transaction);
        foreach (var value in (object[])[generation, loaded.Name, loaded.Kind.Id, loaded.Items, loaded.Repeated, loaded.IsVoid, loaded.Warnings.ToArray()])
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellation);
    }
}
