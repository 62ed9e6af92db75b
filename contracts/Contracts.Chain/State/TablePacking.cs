using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>A table with its rows and index entries as <see cref="StatePacking"/> has it.</summary>
static class TablePacking
{
    delegate TKey ReadKey<out TKey>(ref PackedReader reader);

    public static void Write(PackedWriter writer, Table table)
    {
        writer.UInt64(table.Id.Code).UInt64(table.Id.Scope).UInt64(table.Id.Name).UInt64(table.Payer).VarUInt32((uint)table.Rows.Count);
        for (var i = 0; i < table.Rows.Count; i++)
        {
            var row = table.Rows.ValueAt(i);
            writer.UInt64(row.Primary).UInt64(row.Payer).Bytes(row.Value);
        }

        Write(writer, table.Index64, key => writer.UInt64(key));
        Write(writer, table.Index128, key => writer.UInt128(key));
        Write(writer, table.Index256, key => writer.UInt128(key.High).UInt128(key.Low));
    }

    public static void Read(ref PackedReader reader, ContractTables tables)
    {
        var id = new TableId(reader.UInt64(), reader.UInt64(), reader.UInt64());
        var table = tables.FindOrMake(id, reader.UInt64(), out _);
        for (var count = reader.Count(17); count > 0; count--)
        {
            tables.Add(new Row(table, reader.UInt64(), reader.UInt64(), reader.Bytes().ToArray()));
        }

        Read(ref reader, tables, table, table.Index64, (ref r) => r.UInt64());
        Read(ref reader, tables, table, table.Index128, (ref r) => r.UInt128());
        Read(ref reader, tables, table, table.Index256, (ref r) => new Key256(r.UInt128(), r.UInt128()));
    }

    static void Write<TKey>(PackedWriter writer, SecondaryIndex<TKey> index, Action<TKey> writeKey)
        where TKey : IComparable<TKey>
    {
        writer.VarUInt32((uint)index.Count);
        for (var i = 0; i < index.Count; i++)
        {
            var entry = index.Ordered.ValueAt(i);
            writer.UInt64(entry.Primary).UInt64(entry.Payer);
            writeKey(entry.Secondary);
        }
    }

    static void Read<TKey>(ref PackedReader reader, ContractTables tables, Table table, SecondaryIndex<TKey> index, ReadKey<TKey> readKey)
        where TKey : IComparable<TKey>
    {
        for (var count = reader.Count(24); count > 0; count--)
        {
            var (primary, payer) = (reader.UInt64(), reader.UInt64());
            tables.Add(index, new(table, primary, payer, readKey(ref reader)));
        }
    }
}
