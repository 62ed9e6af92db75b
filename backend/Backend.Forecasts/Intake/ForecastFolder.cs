using System.Globalization;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Store;
using Npgsql;

namespace LocalEnergyMarket.Backend.Forecasts.Intake;

/// <summary>What one look into the folder did.</summary>
/// <param name="Waiting">Files that are still being written.</param>
/// <param name="Failed">Files that could not be read or moved, with the reason; they stay and are tried again.</param>
public sealed record IntakeResult(int Taken, int Refused, int Waiting, IReadOnlyList<string> Failed);

/// <summary>
/// Takes in what suppliers put into a folder: into the folder itself, or into a supplier's own, which is called as the supplier is. A file that is
/// complete is taken whole and moved to <c>done</c>, or refused whole and moved to <c>refused</c>, each with a report beside it. A file that ends in
/// <c>.part</c> or <c>.tmp</c>, begins with a dot, or was changed within the last seconds is still being written. Only one process looks at a time;
/// if it dies between taking and moving a file, the next one finds the file known and moves it.
/// </summary>
public sealed class ForecastFolder(NpgsqlDataSource database, ForecastImport import, TimeProvider market)
{
    static readonly string[] Unfinished = [".part", ".tmp", ".filepart", ".crdownload"];

    /// <param name="root">The folder.</param>
    /// <param name="settled">For how long a complete file has not changed.</param>
    /// <param name="formatOf">The settings for a file by its supplier's folder (empty: none) and its name.</param>
    /// <returns>Null if another process is looking.</returns>
    /// <exception cref="IOException">There is no such folder, or it cannot be read.</exception>
    public async Task<IntakeResult?> LookAsync(string root, TimeSpan settled, Func<string, string, SupplierFormat?> formatOf, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var one = new NpgsqlCommand("select pg_try_advisory_xact_lock($1)", connection, transaction)
        {
            Parameters = { new() { Value = AdvisoryLockKey.For("forecasts", "folder") } },
        };
        if (await one.ExecuteScalarAsync(cancellation) is not true)
        {
            return null;
        }

        var (taken, refused, waiting, failed) = (0, 0, 0, new List<string>());
        foreach (var (path, format) in Files(root, formatOf))
        {
            try
            {
                switch (await TakeAsync(path, format, settled, cancellation))
                {
                    case true:
                        taken++;
                        break;
                    case false:
                        refused++;
                        break;
                    default:
                        waiting++;
                        break;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed.Add($"{Path.GetRelativePath(root, path)}: {e.Message}");
            }
        }

        return new(taken, refused, waiting, failed);
    }

    static IEnumerable<(string Path, SupplierFormat Format)> Files(string root, Func<string, string, SupplierFormat?> formatOf)
    {
        foreach (var folder in Directory.GetDirectories(root).Prepend(root))
        {
            var supplier = folder == root ? "" : Path.GetFileName(folder);
            foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(file);
                if (!name.StartsWith('.') && !Unfinished.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) && formatOf(supplier, name) is { } format)
                {
                    yield return (file, format);
                }
            }
        }
    }

    /// <returns>Whether the file was taken or refused; null if it is still being written.</returns>
    async Task<bool?> TakeAsync(string path, SupplierFormat format, TimeSpan settled, CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        var (wasTaken, report) = (true, "");
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            // Files are written on the real clock, whatever clock the market is on.
            var length = file.Length;
            if (TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) < settled)
            {
                return null;
            }

            try
            {
                var imported = await import.RunAsync(file, name, format, cancellation);
                report = IntakeReport.Of(name, imported, market.GetUtcNow());
            }
            catch (ForecastException refused) when (file.Length == length)
            {
                (wasTaken, report) = (false, IntakeReport.Of(name, refused, market.GetUtcNow()));
            }
            catch (ForecastException)
            {
                return null;
            }
        }

        await MoveAsync(path, wasTaken ? "done" : "refused", report, cancellation);
        return wasTaken;
    }

    /// <summary>The report first: a file that was moved always has one.</summary>
    static async Task MoveAsync(string path, string to, string report, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(path)!, to)).FullName;
        var name = Path.GetFileName(path);
        if (File.Exists(Path.Combine(folder, name)))
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(name)}-{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmssfff}{Path.GetExtension(name)}");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, name + ".report.txt"), report, cancellation);
        File.Move(path, Path.Combine(folder, name));
    }
}
