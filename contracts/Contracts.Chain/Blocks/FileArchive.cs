using System.Text;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>
/// Blocks in a <see cref="BlockLog"/>: record 0 names the chain, record n has block n + 1 with its traces; block 1 follows from the genesis.
/// Only the last blocks are also in memory.
/// </summary>
sealed class FileArchive : IBlockArchive
{
    const int Cached = 64;

    static readonly byte[] Format = Encoding.ASCII.GetBytes("lem-chain-2");

    readonly Block _first;
    readonly BlockLog _log;
    readonly Block?[] _cache = new Block?[Cached];

    FileArchive(Block first, BlockLog log) => (_first, _log) = (first, log);

    public uint Last => (uint)_log.Count;

    /// <summary>What was cut off the log, in words for a person; null when nothing was.</summary>
    public string? Cut => _log.Cut;

    /// <param name="transactions">Told of every transaction in the log.</param>
    /// <exception cref="InvalidDataException">The log belongs to another chain, or is damaged before its end.</exception>
    /// <exception cref="IOException">The file is in use or cannot be written.</exception>
    public static FileArchive Open(string path, Block first, Checksum256 chainId, TransactionIndex transactions)
    {
        byte[] header = [.. Format, .. chainId.ToArray()];
        var log = BlockLog.Open(path, (index, record) =>
        {
            if (index == 0)
            {
                RequireSame(path, record, chainId);
            }
            else
            {
                foreach (var id in LoggedBlock.TransactionIds(record))
                {
                    transactions.Add(id, (uint)index + 1);
                }
            }
        });
        try
        {
            if (log.Count == 0)
            {
                log.Append(header);
            }
        }
        catch
        {
            log.Dispose();
            throw;
        }

        return new(first, log);
    }

    public void Append(Block block)
    {
        _log.Append(LoggedBlock.Pack(block));
        _cache[block.Number % Cached] = block;
    }

    public Block Read(uint number)
    {
        if (number == 1)
        {
            return _first;
        }

        if (_cache[number % Cached] is { } cached && cached.Number == number)
        {
            return cached;
        }

        var block = LoggedBlock.Unpack(_log.Read(number - 1));
        _cache[number % Cached] = block;
        return block;
    }

    public uint? SearchTransaction(in Checksum256 id, uint last)
    {
        var wanted = id;
        uint? found = null;
        _log.Search(_log.End, (index, record) =>
        {
            if (index > 0 && index < last && LoggedBlock.TransactionIds(record.Span).Contains(wanted))
            {
                found = (uint)index + 1;
            }

            return found is not null;
        });
        return found;
    }

    public void Dispose() => _log.Dispose();

    static void RequireSame(string path, ReadOnlySpan<byte> record, Checksum256 chainId)
    {
        if (record.Length != Format.Length + Checksum256.Size || !record.StartsWith(Format))
        {
            throw new InvalidDataException($"The block log {path} was written by another version of this program: use it, or start a new chain in another folder.");
        }

        var found = new Checksum256(record[Format.Length..]);
        if (found != chainId)
        {
            throw new InvalidDataException($"The block log {path} belongs to the chain {found}, not to {chainId}: use its key and genesis time, or another folder.");
        }
    }
}
