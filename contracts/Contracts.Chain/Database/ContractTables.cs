using LocalEnergyMarket.Contracts.Chain.State;

namespace LocalEnergyMarket.Contracts.Chain.Database;

/// <summary>All contracts' tables. Every change can be taken back by the undo log it was made with.</summary>
public sealed class ContractTables(UndoLog undo)
{
    readonly SortedDictionary<TableId, Table> _tables = new(Comparer<TableId>.Create(Order));

    /// <summary>All tables by code, scope and name.</summary>
    public IEnumerable<Table> All => _tables.Values;

    public UndoLog Undo => undo;

    public Table? Find(TableId id) => _tables.GetValueOrDefault(id);

    /// <summary>The table, made when it is not there; <paramref name="made"/> says so because its payer is charged.</summary>
    public Table FindOrMake(TableId id, ulong payer, out bool made)
    {
        made = !_tables.TryGetValue(id, out var table);
        if (table is null)
        {
            table = new(id, payer);
            _tables.Add(id, table);
            undo.Add(() => _tables.Remove(id));
        }

        return table;
    }

    /// <returns>True when the table was empty and is gone.</returns>
    public bool RemoveIfEmpty(Table table)
    {
        if (table.Count > 0)
        {
            return false;
        }

        _tables.Remove(table.Id);
        undo.Add(() => _tables.Add(table.Id, table));
        return true;
    }

    public void Add(Row row)
    {
        row.Table.Rows.Add(row.Primary, row);
        undo.Add(() => row.Table.Rows.Remove(row.Primary));
    }

    public void Update(Row row, ulong payer, byte[] value)
    {
        var (oldPayer, oldValue) = (row.Payer, row.Value);
        (row.Payer, row.Value) = (payer, value);
        undo.Add(() => (row.Payer, row.Value) = (oldPayer, oldValue));
    }

    public void Remove(Row row)
    {
        row.Table.Rows.Remove(row.Primary);
        undo.Add(() => row.Table.Rows.Add(row.Primary, row));
    }

    public void Add<TKey>(SecondaryIndex<TKey> index, SecondaryEntry<TKey> entry)
        where TKey : IComparable<TKey>
    {
        index.Add(entry);
        undo.Add(() => index.Remove(entry));
    }

    public void Update<TKey>(SecondaryIndex<TKey> index, SecondaryEntry<TKey> entry, ulong payer, TKey secondary)
        where TKey : IComparable<TKey>
    {
        var (oldPayer, oldSecondary) = (entry.Payer, entry.Secondary);
        Move(index, entry, payer, secondary);
        undo.Add(() => Move(index, entry, oldPayer, oldSecondary));
    }

    public void Remove<TKey>(SecondaryIndex<TKey> index, SecondaryEntry<TKey> entry)
        where TKey : IComparable<TKey>
    {
        index.Remove(entry);
        undo.Add(() => index.Add(entry));
    }

    static void Move<TKey>(SecondaryIndex<TKey> index, SecondaryEntry<TKey> entry, ulong payer, TKey secondary)
        where TKey : IComparable<TKey>
    {
        index.Remove(entry);
        (entry.Payer, entry.Secondary) = (payer, secondary);
        index.Add(entry);
    }

    static int Order(TableId left, TableId right) =>
        (left.Code, left.Scope, left.Name).CompareTo((right.Code, right.Scope, right.Name));
}
