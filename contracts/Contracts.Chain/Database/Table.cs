namespace LocalEnergyMarket.Contracts.Chain.Database;

/// <summary>Names a table: the contract that writes it, a scope chosen by the contract, and the table's own name.</summary>
public readonly record struct TableId(ulong Code, ulong Scope, ulong Name);

/// <summary>What one iterator points to. Rows and index entries change in place so that iterators stay valid.</summary>
public abstract class Entry(Table table, ulong primary, ulong payer)
{
    public Table Table { get; } = table;

    public ulong Primary { get; } = primary;

    public ulong Payer { get; set; } = payer;
}

public sealed class Row(Table table, ulong primary, ulong payer, byte[] value) : Entry(table, primary, payer)
{
    public byte[] Value { get; set; } = value;
}

public sealed class SecondaryEntry<TKey>(Table table, ulong primary, ulong payer, TKey secondary) : Entry(table, primary, payer)
    where TKey : IComparable<TKey>
{
    public TKey Secondary { get; set; } = secondary;

    public SecondaryKey<TKey> Key => new(Secondary, Primary);
}

/// <summary>A table lives while it has any row or index entry.</summary>
public sealed class Table(TableId id, ulong payer)
{
    public TableId Id { get; } = id;

    public ulong Payer { get; } = payer;

    public OrderedMap<ulong, Row> Rows { get; } = new();

    public SecondaryIndex<ulong> Index64 { get; } = new();

    public SecondaryIndex<UInt128> Index128 { get; } = new();

    public SecondaryIndex<Key256> Index256 { get; } = new();

    /// <summary>Rows and index entries together.</summary>
    public int Count => Rows.Count + Index64.Count + Index128.Count + Index256.Count;
}

public sealed class SecondaryIndex<TKey>
    where TKey : IComparable<TKey>
{
    readonly Dictionary<ulong, SecondaryEntry<TKey>> _byPrimary = [];

    public OrderedMap<SecondaryKey<TKey>, SecondaryEntry<TKey>> Ordered { get; } = new();

    public int Count => Ordered.Count;

    public SecondaryEntry<TKey>? ByPrimary(ulong primary) => _byPrimary.GetValueOrDefault(primary);

    public void Add(SecondaryEntry<TKey> entry)
    {
        Ordered.Add(entry.Key, entry);
        _byPrimary.Add(entry.Primary, entry);
    }

    public void Remove(SecondaryEntry<TKey> entry)
    {
        Ordered.Remove(entry.Key);
        _byPrimary.Remove(entry.Primary);
    }
}
