using System.Text.Json.Nodes;
using LocalEnergyMarket.Tampering.Tests.Running;

namespace LocalEnergyMarket.Tampering.Tests;

/// <summary>A customer's proofs are changed.</summary>
static class ProofWays
{
    const string Trade = @"Record \d of the result version 1 \(trade [0-9a-f-]{36}\)";
    const string Line = @"Record \d of the settlement version 1 \(line c-[0-9a-f]{32}\)";
    const string Changed = "was changed: content, salt and path lead to the root [0-9a-f]{64}, the document states";

    public static IEnumerable<Way> All =>
    [
        Way("a trade's price", json => Content(json, "trade").Raise("price", 1), $"{Trade} {Changed}"),
        Way("a salt", json => json.Proof("trade")["salt"] = new string('0', 32), $"{Trade} {Changed}"),
        Way("a node of the path", json => json.Proof("trade")["path"]![1] = Json.Other(json.Proof("trade")["path"]![1]), $"{Trade} {Changed}"),
        Way("two nodes of the path swapped", json => Swap(json.Proof("trade")["path"]!.AsArray()), $"{Trade} {Changed}"),
        Way("the path shortened", json => json.Proof("trade")["path"]!.AsArray().RemoveAt(0), $@"{Trade} has a path of \d nodes, which does not fit leaf \d of 6"),
        Way("the index", json => json.Proof("trade")["index"] = 4, @"Record 4 of the result version 1 \(trade [0-9a-f-]{36}\) (was changed|has a path)"),
        Way("the number of leaves", json => json.Proof("trade")["leaves"] = 7, $"{Trade} (is of a tree of 7 leaves, but the chain has 6|has a path|was changed)"),
        Way("the stated root", json => json.Proof("trade")["root"] = new string('0', 64), $"{Trade} {Changed} 0{{64}}"),
        Way("the kind", json => json.Proof("trade")["kind"] = "secondary", @"Record \d of the secondary version 1 \(trade [0-9a-f-]{36}\) gives the root [0-9a-f]{64}, but the chain has"),
        Way("the version", json => json.Proof("line")["version"] = 3, @"Record \d of the settlement version 3 \(line c-[0-9a-f]{32}\) is not anchored"),
        Way("the line's total", json => Content(json, "line").Raise("total_uct", 1_000), $"{Line} {Changed}", $"{Line} does not follow from the customer's records: total_uct is"),
        Way(
            "a trade left out", json => json["proofs"]!.AsArray().Remove(json.Proof("trade")), $"{Line} does not follow from the customer's records: .*sold_wh is",
            @"The supplier's database \(order events\) has a record that is not in the result of .*: trade"),
        Way("a trade twice", json => json["proofs"]!.AsArray().Add(json.Proof("trade").DeepClone()), $"{Trade} stands in the document more than once"),
        Way(
            "a version's proofs left out", json => RemoveAll(json["proofs"]!.AsArray(), proof => (string)proof["kind"]! == "settlement" && (int)proof["version"]! == 2),
            "The chain has an anchor for the settlement of .*, version 2, but the document lacks"),
        Way("the customer's id", json => json["customer"]!["id"] = "C-0001", "The key gives customer C-0001 the pseudonym c-[0-9a-f]{32}, not c-"),
        Way("the pseudonym", json => json["customer"]!["pseudonym"] = "c-" + new string('0', 32), "The key gives customer C-0053 the pseudonym c-[0-9a-f]{32}, not c-0{32}"),
        Way("the key of the pseudonym", json => json["customer"]!["key"] = new string('0', 64), "The key gives customer C-0053 the pseudonym", $"{Line} is another customer's"),
        new(
            "proofs: another customer's bid among the own",
            async day =>
            {
                var other = (JsonObject)JsonNode.Parse(await day.ProofsAsync(TradedDay.Buyer))!;
                return await day.VerifyAsync(Json.Changed(day.Proofs, json => json["proofs"]!.AsArray().Add(other.Proof("bid").DeepClone())));
            },
            [@"Record \d of the book version 1 \(bid [0-9a-f-]{36}\) is another customer's"]),
    ];

    static JsonObject Content(JsonObject json, string type) => (JsonObject)json.Proof(type)["content"]!;

    static void Swap(JsonArray path)
    {
        var (a, b) = ((string)path[0]!, (string)path[1]!);
        (path[0], path[1]) = (b, a);
    }

    static void RemoveAll(JsonArray proofs, Func<JsonObject, bool> which)
    {
        foreach (var proof in proofs.Where(proof => which((JsonObject)proof!)).ToList())
        {
            proofs.Remove(proof);
        }
    }

    static Way Way(string what, Action<JsonObject> change, params string[] named) =>
        new("proofs: " + what, day => day.VerifyAsync(Json.Changed(day.Proofs, change)), named);
}
