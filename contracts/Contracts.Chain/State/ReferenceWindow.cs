using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>Ids of the last 65,536 blocks: those that a transaction can refer to (TAPOS) by the low 16 bits of their number.</summary>
public sealed class ReferenceWindow
{
    public const int Size = 65536;

    readonly Checksum256[] _ids = new Checksum256[Size];

    /// <summary>Number of the last block in it.</summary>
    public uint Last { get; private set; }

    /// <summary>Oldest first.</summary>
    public IEnumerable<Checksum256> All
    {
        get
        {
            var count = Math.Min(Last, Size);
            for (var number = Last - count + 1; count > 0 && number <= Last; number++)
            {
                yield return _ids[number % Size];
            }
        }
    }

    /// <summary>The last block whose number ends in these bits; null when there is none.</summary>
    public Checksum256? Find(ushort low) => _ids[low] is var id && id != default ? id : null;

    public void Add(in Checksum256 id)
    {
        Last = BlockId.Number(id);
        _ids[Last % Size] = id;
    }
}
