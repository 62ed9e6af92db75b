using System.Security.Cryptography;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>The Merkle tree of EOSIO's blocks: an odd level repeats its last node; left nodes have their top bit cleared, right ones set.</summary>
public static class ChainMerkle
{
    /// <summary>32 zero bytes without leaves.</summary>
    public static Checksum256 Root(IReadOnlyList<Checksum256> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        if (leaves.Count == 0)
        {
            return default;
        }

        Checksum256[] level = [.. leaves];
        Span<byte> pair = stackalloc byte[2 * Checksum256.Size];
        Span<byte> hash = stackalloc byte[Checksum256.Size];
        while (level.Length > 1)
        {
            var parents = new Checksum256[(level.Length + 1) / 2];
            for (var i = 0; i < parents.Length; i++)
            {
                level[2 * i].CopyTo(pair);
                level[Math.Min((2 * i) + 1, level.Length - 1)].CopyTo(pair[Checksum256.Size..]);
                pair[0] &= 0x7f;
                pair[Checksum256.Size] |= 0x80;
                SHA256.HashData(pair, hash);
                parents[i] = new(hash);
            }

            level = parents;
        }

        return level[0];
    }
}
