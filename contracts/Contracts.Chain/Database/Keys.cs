namespace LocalEnergyMarket.Contracts.Chain.Database;

/// <summary>Key of a secondary index over 256 bits: two words, the first counts more.</summary>
public readonly record struct Key256(UInt128 High, UInt128 Low) : IComparable<Key256>
{
    public static Key256 Lowest => default;

    public int CompareTo(Key256 other) => High.CompareTo(other.High) is not 0 and var order ? order : Low.CompareTo(other.Low);

    public static bool operator <(Key256 left, Key256 right) => left.CompareTo(right) < 0;

    public static bool operator >(Key256 left, Key256 right) => left.CompareTo(right) > 0;

    public static bool operator <=(Key256 left, Key256 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Key256 left, Key256 right) => left.CompareTo(right) >= 0;
}

/// <summary>Entries with equal secondary keys are in the order of their primary keys.</summary>
public readonly record struct SecondaryKey<TKey>(TKey Secondary, ulong Primary) : IComparable<SecondaryKey<TKey>>
    where TKey : IComparable<TKey>
{
    public int CompareTo(SecondaryKey<TKey> other) =>
        Secondary.CompareTo(other.Secondary) is not 0 and var order ? order : Primary.CompareTo(other.Primary);

    public static bool operator <(SecondaryKey<TKey> left, SecondaryKey<TKey> right) => left.CompareTo(right) < 0;

    public static bool operator >(SecondaryKey<TKey> left, SecondaryKey<TKey> right) => left.CompareTo(right) > 0;

    public static bool operator <=(SecondaryKey<TKey> left, SecondaryKey<TKey> right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SecondaryKey<TKey> left, SecondaryKey<TKey> right) => left.CompareTo(right) >= 0;
}
