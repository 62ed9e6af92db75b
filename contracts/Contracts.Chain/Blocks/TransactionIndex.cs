using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>In which block each of the latest transactions is; older ones have to be searched in the archive.</summary>
sealed class TransactionIndex
{
    /// <summary>Some 10 MB of memory; at a transaction a second, a day and a half.</summary>
    const int Most = 131_072;

    readonly Dictionary<Checksum256, uint> _blocks = [];
    readonly Queue<Checksum256> _order = [];

    /// <summary>Whether a transaction that is not here may be in the archive.</summary>
    public bool HasForgotten { get; private set; }

    public void Add(in Checksum256 id, uint block)
    {
        if (!_blocks.TryAdd(id, block))
        {
            return;
        }

        _order.Enqueue(id);
        if (_order.Count > Most)
        {
            _blocks.Remove(_order.Dequeue());
            HasForgotten = true;
        }
    }

    public uint? Find(in Checksum256 id) => _blocks.TryGetValue(id, out var block) ? block : null;
}
