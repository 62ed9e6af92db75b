using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>The state after a block, packed.</summary>
public sealed record Snapshot(uint Block, Checksum256 BlockId, byte[] State);

/// <summary>
/// Snapshots of the state in files beside the block log, so that a start need not execute the whole log again. A file is written
/// under another name, flushed, renamed, and read back before older ones go: two good ones are kept. None is needed: the log has everything.
/// </summary>
/// <param name="chainId">Of the chain; snapshots of another are not read.</param>
public sealed class SnapshotFolder(string folder, Checksum256 chainId)
{
    const int Kept = 2;
    const string Suffix = ".snapshot";

    static readonly byte[] Format = Encoding.ASCII.GetBytes("lem-chain-state-1");

    /// <summary>Newest first.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(folder, $"state-*{Suffix}").OrderDescending(StringComparer.Ordinal)];

    /// <summary>Writes a snapshot and, once it can be read back, removes all but it and the one before.</summary>
    /// <exception cref="IOException">It cannot be written; those from before are still there.</exception>
    /// <exception cref="InvalidDataException">It was written, but what is read back is something else; those from before are still there.</exception>
    public void Write(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"state-{snapshot.Block:d10}{Suffix}"));
        var writing = path + ".new";
        using (var file = new FileStream(writing, FileMode.Create, FileAccess.Write))
        {
            var content = Content(snapshot);
            file.Write(content);
            file.Write(SHA256.HashData(content));
            file.Flush(flushToDisk: true);
        }

        File.Move(writing, path, overwrite: true);
        Durable.Folder(folder);
        if (!Read(path).State.AsSpan().SequenceEqual(snapshot.State))
        {
            throw new InvalidDataException($"The snapshot {path} is not what was written.");
        }

        foreach (var old in Files.Where(f => string.CompareOrdinal(f, path) < 0).Skip(Kept - 1).Concat(Directory.EnumerateFiles(folder, $"state-*{Suffix}.new")))
        {
            File.Delete(old);
        }
    }

    /// <exception cref="InvalidDataException">The file is damaged, of another version or of another chain; the message says which.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Snapshot Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < Format.Length + SHA256.HashSizeInBytes)
        {
            throw new InvalidDataException("it is not whole");
        }

        var content = bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(content.Length)))
        {
            throw new InvalidDataException("its checksum is wrong");
        }

        if (!content.StartsWith(Format))
        {
            throw new InvalidDataException("another version of this program wrote it");
        }

        var reader = new PackedReader(content[Format.Length..]);
        if (reader.Checksum256() != chainId)
        {
            throw new InvalidDataException("it is of another chain");
        }

        return new(reader.UInt32(), reader.Checksum256(), reader.Raw(reader.Remaining).ToArray());
    }

    byte[] Content(Snapshot snapshot) => new PackedWriter(snapshot.State.Length + 256)
        .Raw(Format)
        .Checksum256(chainId)
        .UInt32(snapshot.Block)
        .Checksum256(snapshot.BlockId)
        .Raw(snapshot.State)
        .ToArray();
}
