namespace LocalEnergyMarket.Contracts.Chain.Database;

/// <summary>One kind of secondary index as one action sees it through the db_idx* functions.</summary>
public sealed class ActionIndex<TKey>(
    ContractTables tables, ulong receiver, Func<Table, SecondaryIndex<TKey>> select, int ramBytes, ChargeRam charge)
    where TKey : struct, IComparable<TKey>
{
    readonly IteratorCache<SecondaryEntry<TKey>> _iterators = new();

    public int Store(ulong scope, ulong name, ulong payer, ulong primary, TKey secondary)
    {
        var table = ActionTables.WritableTable(tables, new(receiver, scope, name), payer, charge);
        var entry = new SecondaryEntry<TKey>(table, primary, payer, secondary);
        tables.Add(select(table), entry);
        charge(payer, ramBytes);
        _iterators.End(table);
        return _iterators.Number(entry);
    }

    public void Update(int iterator, ulong payer, TKey secondary)
    {
        var entry = ActionTables.Own(_iterators.Entry(iterator), receiver);
        var newPayer = payer == 0 ? entry.Payer : payer;
        if (newPayer != entry.Payer)
        {
            charge(entry.Payer, -ramBytes);
            charge(newPayer, ramBytes);
        }

        tables.Update(select(entry.Table), entry, newPayer, secondary);
    }

    public void Remove(int iterator)
    {
        var entry = ActionTables.Own(_iterators.Entry(iterator), receiver);
        tables.Remove(select(entry.Table), entry);
        charge(entry.Payer, -ramBytes);
        ActionTables.RemoveIfEmpty(tables, entry.Table, charge);
        _iterators.Forget(iterator);
    }

    public int Next(int iterator, out ulong primary)
    {
        primary = 0;
        if (iterator < -1)
        {
            return -1;
        }

        var entry = _iterators.Entry(iterator);
        return At(entry.Table, select(entry.Table).Ordered.UpperBound(entry.Key), out primary, out _);
    }

    public int Previous(int iterator, out ulong primary)
    {
        primary = 0;
        Table table;
        int index;
        if (iterator < -1)
        {
            table = _iterators.TableOfEnd(iterator);
            index = select(table).Count;
        }
        else
        {
            var entry = _iterators.Entry(iterator);
            table = entry.Table;
            index = select(table).Ordered.LowerBound(entry.Key);
        }

        return index == 0 ? -1 : At(table, index - 1, out primary, out _);
    }

    public int FindPrimary(TableId id, ulong primary, out TKey secondary)
    {
        secondary = default;
        if (tables.Find(id) is not { } table)
        {
            return -1;
        }

        var end = _iterators.End(table);
        if (select(table).ByPrimary(primary) is not { } entry)
        {
            return end;
        }

        secondary = entry.Secondary;
        return _iterators.Number(entry);
    }

    public int FindSecondary(TableId id, TKey secondary, out ulong primary)
    {
        primary = 0;
        if (tables.Find(id) is not { } table)
        {
            return -1;
        }

        var index = select(table).Ordered.LowerBound(new(secondary, 0));
        return index < select(table).Count && select(table).Ordered.KeyAt(index).Secondary.CompareTo(secondary) == 0
            ? At(table, index, out primary, out _)
            : _iterators.End(table);
    }

    /// <returns>The first entry whose key is not below; its keys in <paramref name="found"/>, null at the end of the table.</returns>
    public int LowerBound(TableId id, TKey secondary, out SecondaryKey<TKey>? found)
    {
        found = null;
        return tables.Find(id) is { } table ? At(table, select(table).Ordered.LowerBound(new(secondary, 0)), out _, out found) : -1;
    }

    /// <returns>The first entry whose key is above; its keys in <paramref name="found"/>, null at the end of the table.</returns>
    public int UpperBound(TableId id, TKey secondary, out SecondaryKey<TKey>? found)
    {
        found = null;
        return tables.Find(id) is { } table
            ? At(table, select(table).Ordered.UpperBound(new(secondary, ulong.MaxValue)), out _, out found)
            : -1;
    }

    public int End(TableId id) => tables.Find(id) is { } table ? _iterators.End(table) : -1;

    int At(Table table, int index, out ulong primary, out SecondaryKey<TKey>? found)
    {
        var end = _iterators.End(table);
        var ordered = select(table).Ordered;
        if (index >= ordered.Count)
        {
            primary = 0;
            found = null;
            return end;
        }

        var entry = ordered.ValueAt(index);
        primary = entry.Primary;
        found = entry.Key;
        return _iterators.Number(entry);
    }
}
