using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using LocalEnergyMarket.Protos.Wire.Signing;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Fleet;

/// <summary>A package as it is stored.</summary>
sealed record StoredPackage(byte[] Sha256, string Version, string Architecture, long Bytes, string MinimumPreviousVersion, DateTimeOffset UploadedAt, string UploadedBy);

/// <summary>The boxes' software packages in PostgreSQL. What is signed in them is for the boxes to believe or not.</summary>
sealed class PackageStore(NpgsqlDataSource database)
{
    const int PartBytes = 256 << 10;
    const string Columns = "sha256, version, architecture, bytes, minimum_previous_version, uploaded_at, uploaded_by";

    /// <summary>Stores a package, whole or not at all. One that is there stays as it is.</summary>
    /// <param name="content">The package, from its beginning; it is read twice.</param>
    /// <exception cref="InvalidDataException">It is no package.</exception>
    public async Task<StoredPackage> StoreAsync(Stream content, string by, CancellationToken cancellation)
    {
        var package = await SignedPackage.ReadAsync(content, cancellation);
        var manifest = package.Manifest;
        var contentSha256 = await SHA256.HashDataAsync(content, cancellation);
        if (!contentSha256.AsSpan().SequenceEqual(manifest.ContentSha256.Span))
        {
            throw new InvalidDataException("its content is not the one of its manifest: it is damaged, or cut off");
        }

        content.Position = 0;
        var sha256 = await SHA256.HashDataAsync(content, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = new NpgsqlCommand(
            $"insert into fleet_packages ({Columns}) values ($1, $2, $3, $4, $5, $6, $7) on conflict (sha256) do nothing", connection, transaction)
        {
            Parameters =
            {
                P(sha256), P(manifest.Version), P(manifest.Architecture), P(content.Length), P(manifest.MinimumPreviousVersion),
                P(TimeProvider.System.GetUtcNow().UtcDateTime), P(by),
            },
        };
        if (await insert.ExecuteNonQueryAsync(cancellation) > 0)
        {
            await StorePartsAsync(content, sha256, connection, transaction, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return (await FindAsync(sha256, cancellation))!;
    }

    public async Task<StoredPackage?> FindAsync(byte[] sha256, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand($"select {Columns} from fleet_packages where sha256 = $1");
        select.Parameters.Add(P(sha256));
        await using var rows = await select.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? Row(rows) : null;
    }

    /// <summary>All, the newest first.</summary>
    public async Task<IReadOnlyList<StoredPackage>> ListAsync(CancellationToken cancellation)
    {
        await using var select = database.CreateCommand($"select {Columns} from fleet_packages order by id desc");
        await using var rows = await select.ExecuteReaderAsync(cancellation);
        var found = new List<StoredPackage>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(Row(rows));
        }

        return found;
    }

    /// <summary>The bytes from an offset on. Each part is a query of its own: a box that reads slowly holds no connection.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(StoredPackage package, long offset, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var position = offset; position < package.Bytes;)
        {
            await using var select = database.CreateCommand("select data from fleet_package_parts where sha256 = $1 and part = $2");
            select.Parameters.AddRange(new[] { P(package.Sha256), P((int)(position / PartBytes)) });
            var data = (byte[])(await select.ExecuteScalarAsync(cancellation))!;
            var rest = data.AsMemory((int)(position % PartBytes));
            yield return rest;
            position += rest.Length;
        }
    }

    static async Task StorePartsAsync(Stream content, byte[] sha256, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        content.Position = 0;
        var buffer = new byte[PartBytes];
        for (var part = 0; ; part++)
        {
            var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            if (length == 0)
            {
                return;
            }

            await using var insert = new NpgsqlCommand("insert into fleet_package_parts values ($1, $2, $3)", connection, transaction)
            {
                Parameters = { P(sha256), P(part), P(buffer[..length]) },
            };
            await insert.ExecuteNonQueryAsync(cancellation);
        }
    }

    static NpgsqlParameter P(object value) => new() { Value = value };

    static StoredPackage Row(NpgsqlDataReader row) => new(
        row.GetFieldValue<byte[]>(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5), row.GetString(6));
}
