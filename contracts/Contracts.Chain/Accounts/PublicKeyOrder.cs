using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Accounts;

/// <summary>Keys in the order of their packed bytes: curve first, then point.</summary>
sealed class PublicKeyOrder : IComparer<PublicKey>
{
    public static readonly PublicKeyOrder Instance = new();

    public static int Compare(PublicKey left, PublicKey right) =>
        left.Type != right.Type ? left.Type.CompareTo(right.Type) : left.Compressed.SequenceCompareTo(right.Compressed);

    int IComparer<PublicKey>.Compare(PublicKey? x, PublicKey? y) => Compare(x!, y!);
}

static class PublicKeyBytes
{
    /// <summary>The packed key: curve, then the compressed point.</summary>
    public static byte[] Packed(this PublicKey key) => [(byte)key.Type, .. key.Compressed];
}
