using System.Globalization;
using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <param name="Lower">First key wanted; null for all.</param>
/// <param name="Upper">Last key wanted; null for all.</param>
/// <param name="KeyType">Of the index: i64, name, i128, i256, sha256 or ripemd160; contracts here have no floating point.</param>
sealed record RowQuery(string? Lower, string? Upper, int Limit, bool Reverse, string KeyType, bool HexKeys);

/// <param name="NextKey">Where to go on; null at the end.</param>
sealed record RowPage(IReadOnlyList<Row> Rows, string? NextKey);

/// <summary>Pages of a table's rows by its primary key or a secondary index.</summary>
static class RowPages
{
    public static RowPage Read(ContractTables tables, TableId id, int position, RowQuery query)
    {
        if (position == 1)
        {
            var rows = tables.Find(id)?.Rows;
            return Page(
                rows,
                query,
                text => TableKey.Primary(text, query.KeyType, text == query.Lower ? "lower_bound" : "upper_bound"),
                (map, key) => map.LowerBound(key),
                (map, key) => map.UpperBound(key),
                key => query.KeyType is "name" ? new Name(key).ToString() : key.ToString(CultureInfo.InvariantCulture),
                row => row);
        }

        // Index tables have the table's name with the index's number in the lowest four bits.
        var name = (id.Name & 0xFFFFFFFFFFFFFFF0) | (uint)(position - 2);
        var index = tables.Find(id with { Name = name });
        var primary = tables.Find(id);
        return query.KeyType switch
        {
            "" => throw new ChainException(ErrorKind.TableQuery, "get_table_rows", "key type required for non-primary index"),
            "i64" or "name" => Secondary(
                index?.Index64, primary, query, TableKey.Number, key => query.KeyType is "name" ? new Name(key).ToString() : key.ToString(CultureInfo.InvariantCulture)),
            "i128" => Secondary(index?.Index128, primary, query, TableKey.UInt128, key => TableKey.Text(key, query.HexKeys)),
            "sha256" => Secondary(index?.Index256, primary, query, TableKey.Sha256, TableKey.Text),
            "i256" when query.HexKeys => Secondary(index?.Index256, primary, query, TableKey.Sha256, TableKey.Text),
            "i256" => Secondary(index?.Index256, primary, query, TableKey.Key256, key => $"0x{TableKey.Text(key)}"),
            "ripemd160" => Secondary(index?.Index256, primary, query, TableKey.Ripemd160, key => TableKey.Text(key)[..TableKey.Ripemd160Digits]),
            _ => throw new ChainException(ErrorKind.TableQuery, "get_table_rows", "Unsupported secondary index type: ${t}", ("t", query.KeyType)),
        };
    }

    static RowPage Secondary<TKey>(
        SecondaryIndex<TKey>? index, Table? primary, RowQuery query, Func<string, string, TKey> parse, Func<TKey, string> write)
        where TKey : struct, IComparable<TKey> => Page(
            index?.Ordered,
            query,
            text => new SecondaryKey<TKey>(parse(text, text == query.Lower ? "lower_bound" : "upper_bound"), 0),
            (map, key) => map.LowerBound(key),
            (map, key) => map.UpperBound(key with { Primary = ulong.MaxValue }),
            key => write(key.Secondary),
            entry => primary?.Rows.Find(entry.Primary));

    static RowPage Page<TKey, TValue>(
        OrderedMap<TKey, TValue>? map,
        RowQuery query,
        Func<string, TKey> parse,
        Func<OrderedMap<TKey, TValue>, TKey, int> lowerBound,
        Func<OrderedMap<TKey, TValue>, TKey, int> upperBound,
        Func<TKey, string> write,
        Func<TValue, Row?> rowOf)
        where TKey : IComparable<TKey>
        where TValue : class
    {
        // Bounds are checked even when there is no table to look in.
        var empty = map ?? new();
        var from = query.Lower is null ? 0 : lowerBound(empty, parse(query.Lower));
        var to = query.Upper is null ? empty.Count : upperBound(empty, parse(query.Upper));
        var rows = new List<Row>();
        for (var taken = 0; taken < to - from; taken++)
        {
            var at = query.Reverse ? to - 1 - taken : from + taken;
            if (taken == query.Limit)
            {
                return new(rows, write(empty.KeyAt(at)));
            }

            if (rowOf(empty.ValueAt(at)) is { } row)
            {
                rows.Add(row);
            }
        }

        return new(rows, NextKey: null);
    }
}
