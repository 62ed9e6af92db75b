using System.Text.Json.Nodes;
using LocalEnergyMarket.Tampering.Tests.Running;

namespace LocalEnergyMarket.Tampering.Tests;

/// <summary>The node that is asked lies; the document is true.</summary>
static class ChainWays
{
    /// <summary>A row of the table: kind 1 byte, timeslot 4, version 2, root 32, leaves 4, time 4, as hexadecimal digits.</summary>
    const int VersionAt = 10;
    const int RootAt = 14;
    const int LeavesAt = 78;
    const int TimeAt = 86;

    public static IEnumerable<Way> All =>
    [
        Row("another root", "02", row => row[..RootAt] + new string('0', 64) + row[LeavesAt..], "The document's book of .* gives the root [0-9a-f]{64}, but the chain has 0{64}", "anchored in block [0-9]+ with the root [0-9a-f]{64}, but the contract's table has 0{64}"),
        Row("another number of leaves", "03", row => row[..LeavesAt] + "63000000" + row[TimeAt..], "The document's result of .* is of a tree of 6 leaves, but the chain has 99"),
        Row("an anchor kept back", "04", _ => null, "The document's secondary of .* is not anchored: the chain has no anchor"),
        Row("another version of an anchor", "05", row => row[..VersionAt] + "0900" + row[RootAt..], "The chain has an anchor for the settlement of .*, version 9, but the document lacks"),
        Lie(
            "the transactions of a block", (endpoint, json) =>
            {
                if (endpoint == "get_block" && json["transactions"] is JsonArray { Count: > 0 } sent)
                {
                    sent[0]!["cpu_usage_us"] = 1_000_000;
                }
            },
            "The transactions that the node tells of block [0-9]+, in which the .* was anchored, are not those of the block: their Merkle root is [0-9a-f]{64}, the block's header has"),
        Lie(
            "a block without its transactions", (endpoint, json) =>
            {
                if (endpoint == "get_block")
                {
                    json["transactions"] = new JsonArray();
                    json["transaction_mroot"] = new string('0', 64);
                }
            },
            "but the block has no such transaction"),
        new(
            "chain: one of two nodes with another root",
            async day =>
            {
                await using var liar = await LyingNode.StartAsync(day.Chain.Url, Rows("02", row => row[..RootAt] + new string('0', 64) + row[LeavesAt..]));
                return await day.VerifyAsync(day.Export, day.Chain.Url, liar.Url);
            },
            ["The nodes do not agree on the book of .*: http://127.0.0.1:[0-9]+: the root [0-9a-f]{64} of 6 leaves; http://127.0.0.1:[0-9]+: the root 0{64} of 6 leaves"],
            Status: 2),
        new(
            "chain: one of two nodes with another block",
            async day =>
            {
                await using var liar = await LyingNode.StartAsync(day.Chain.Url, (endpoint, json) => json["id"] = endpoint == "get_block" ? Json.Other(json["id"]) : json["id"]?.DeepClone());
                return await day.VerifyAsync(day.Export, day.Chain.Url, liar.Url);
            },
            ["The nodes know different blocks [0-9]+, in which the book of"],
            Status: 2),
        new(
            "chain: one of two nodes of another chain",
            async day =>
            {
                await using var liar = await LyingNode.StartAsync(day.Chain.Url, (endpoint, json) => json["chain_id"] = endpoint == "get_info" ? new string('a', 64) : json["chain_id"]?.DeepClone());
                return await day.VerifyAsync(day.Export, day.Chain.Url, liar.Url);
            },
            ["http://127.0.0.1:[0-9]+: the node is one of the chain a{64}, not of"],
            Status: 2),
    ];

    static Way Row(string what, string kind, Func<string, string?> change, params string[] named) => Lie(what, Rows(kind, change), named);

    static Way Lie(string what, Action<string, JsonObject> lie, params string[] named) => new(
        "chain: " + what,
        async day =>
        {
            await using var liar = await LyingNode.StartAsync(day.Chain.Url, lie);
            return await day.VerifyAsync(day.Export, liar.Url);
        },
        named);

    static Action<string, JsonObject> Rows(string kind, Func<string, string?> change) => (endpoint, json) =>
    {
        if (endpoint == "get_table_rows")
        {
            json["rows"] = new JsonArray([.. json["rows"]!.AsArray()
                .Select(row => (string)row! is var text && text.StartsWith(kind, StringComparison.Ordinal) ? change(text) : text)
                .OfType<string>().Select(row => (JsonNode)row)]);
        }
    };
}
