using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Database;

/// <summary>Pays for chain memory; negative bytes are given back.</summary>
public delegate void ChargeRam(ulong payer, long bytes);

/// <summary>The tables as one action sees them through the db_*_i64 functions: by iterators, writing only its own.</summary>
public sealed class ActionTables(ContractTables tables, ulong receiver, ChargeRam charge)
{
    readonly IteratorCache<Row> _iterators = new();

    public int Store(ulong scope, ulong name, ulong payer, ulong primary, byte[] value)
    {
        var table = WritableTable(tables, new(receiver, scope, name), payer, charge);
        if (table.Rows.Find(primary) is not null)
        {
            throw new ChainException(
                ErrorKind.Unspecified,
                "db_store_i64",
                "could not insert object, most likely a uniqueness constraint was violated: row ${primary} of table ${table} is there already",
                ("primary", ChainJson.Number(primary)),
                ("table", new Eosio.Name(name).ToString()));
        }

        var row = new Row(table, primary, payer, value);
        tables.Add(row);
        charge(payer, RamSizes.Row + value.Length);
        _iterators.End(table);
        return _iterators.Number(row);
    }

    public void Update(int iterator, ulong payer, byte[] value)
    {
        var row = Own(_iterators.Entry(iterator), receiver);
        var newPayer = payer == 0 ? row.Payer : payer;
        if (newPayer != row.Payer)
        {
            charge(row.Payer, -(RamSizes.Row + row.Value.Length));
            charge(newPayer, RamSizes.Row + value.Length);
        }
        else if (value.Length != row.Value.Length)
        {
            charge(newPayer, value.Length - row.Value.Length);
        }

        tables.Update(row, newPayer, value);
    }

    public void Remove(int iterator)
    {
        var row = Own(_iterators.Entry(iterator), receiver);
        tables.Remove(row);
        charge(row.Payer, -(RamSizes.Row + row.Value.Length));
        RemoveIfEmpty(tables, row.Table, charge);
        _iterators.Forget(iterator);
    }

    public byte[] Get(int iterator) => _iterators.Entry(iterator).Value;

    public int Next(int iterator, out ulong primary)
    {
        primary = 0;
        if (iterator < -1)
        {
            return -1;
        }

        var row = _iterators.Entry(iterator);
        return At(row.Table, row.Table.Rows.UpperBound(row.Primary), out primary);
    }

    public int Previous(int iterator, out ulong primary)
    {
        primary = 0;
        Table table;
        int index;
        if (iterator < -1)
        {
            table = _iterators.TableOfEnd(iterator);
            index = table.Rows.Count;
        }
        else
        {
            var row = _iterators.Entry(iterator);
            table = row.Table;
            index = table.Rows.LowerBound(row.Primary);
        }

        return index == 0 ? -1 : At(table, index - 1, out primary);
    }

    public int Find(TableId id, ulong primary)
    {
        if (tables.Find(id) is not { } table)
        {
            return -1;
        }

        var end = _iterators.End(table);
        return table.Rows.Find(primary) is { } row ? _iterators.Number(row) : end;
    }

    public int LowerBound(TableId id, ulong primary) => tables.Find(id) is { } table ? At(table, table.Rows.LowerBound(primary), out _) : -1;

    public int UpperBound(TableId id, ulong primary) => tables.Find(id) is { } table ? At(table, table.Rows.UpperBound(primary), out _) : -1;

    public int End(TableId id) => tables.Find(id) is { } table ? _iterators.End(table) : -1;

    /// <summary>The receiver's table, made and paid for when it is not there.</summary>
    internal static Table WritableTable(ContractTables tables, TableId id, ulong payer, ChargeRam charge)
    {
        if (payer == 0)
        {
            throw Rules.InvalidPayer();
        }

        var table = tables.FindOrMake(id, payer, out var made);
        if (made)
        {
            charge(payer, RamSizes.Table);
        }

        return table;
    }

    internal static TEntry Own<TEntry>(TEntry entry, ulong receiver)
        where TEntry : Entry =>
        entry.Table.Id.Code == receiver ? entry : throw Rules.TableAccess();

    internal static void RemoveIfEmpty(ContractTables tables, Table table, ChargeRam charge)
    {
        if (tables.RemoveIfEmpty(table))
        {
            charge(table.Payer, -RamSizes.Table);
        }
    }

    int At(Table table, int index, out ulong primary)
    {
        var end = _iterators.End(table);
        if (index >= table.Rows.Count)
        {
            primary = 0;
            return end;
        }

        var row = table.Rows.ValueAt(index);
        primary = row.Primary;
        return _iterators.Number(row);
    }
}
