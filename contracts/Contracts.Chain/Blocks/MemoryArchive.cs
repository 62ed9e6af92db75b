using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>For tests and short demonstrations: it grows with every block, and nothing is left after the process.</summary>
sealed class MemoryArchive(Block first) : IBlockArchive
{
    readonly Lock _sync = new();
    readonly List<Block> _blocks = [first];

    public uint Last => (uint)_blocks.Count;

    public void Append(Block block)
    {
        lock (_sync)
        {
            _blocks.Add(block);
        }
    }

    public Block Read(uint number) => _blocks[(int)number - 1];

    public uint? SearchTransaction(in Checksum256 id, uint last)
    {
        var wanted = id;
        lock (_sync)
        {
            return _blocks.Find(b => b.Number <= last && b.Transactions.Any(t => t.Transaction.Unpack().Transaction.Id == wanted))?.Number;
        }
    }

    public void Dispose()
    {
    }
}
