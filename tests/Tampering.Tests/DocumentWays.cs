using System.Text.Json.Nodes;
using LocalEnergyMarket.Tampering.Tests.Running;

namespace LocalEnergyMarket.Tampering.Tests;

/// <summary>The auditor's file is changed on its way.</summary>
static class DocumentWays
{
    const string Id = "[0-9a-f-]{36}";
    const string Changed = "was changed: its salt and content give the hash [0-9a-f]{64}, the document states";

    public static IEnumerable<Way> All =>
    [
        Way("a trade's amount", json => json.Content("result", 1).Raise("amount_uct", 1), $@"Record 1 of the result version 1 \(trade {Id}\) {Changed}", "does not follow from the book: amount_uct is"),
        Way("a bid's price", json => json.Content("book", 4).Raise("price", -100), $@"Record 4 of the book version 1 \(bid {Id}\) {Changed}"),
        Way(
            "a bid's price below the start price", json => json.Content("book", 5)["price"] = 11_999,
            $@"Record 5 of the book version 1 \(bid {Id}\) is against the market's rules: The price 11.999 ct/kWh is below the offer's start price"),
        Way(
            "an offer beyond its cap", json => json.Content("book", 1)["quantity_wh"] = 10_001,
            $@"Record 1 of the book version 1 \(offer {Id}\) is against the market's rules: The unit cannot offer"),
        Way(
            "two bids swapped", json => Swap(json.Leaves("book"), 3, 4),
            $@"Record 3 of the book version 1 \(bid {Id}\) stands at the wrong place: its number is 4", "The document's book of .* gives the root"),
        Way(
            "a bid left out", json => json.Leaves("book").RemoveAt(4),
            "The head of the book of .* does not fit its records: records is 5, computed 4", $"does not follow from the book|lacks a record that follows from the book: trade {Id}"),
        Way(
            "a bid added", json => json.Leaves("book").Add(json.Leaf("book", 5).DeepClone()), $@"Record 6 of the book version 1 \(bid {Id}\) stands twice"),
        Way(
            "a trade left out", json => json.Leaves("result").RemoveAt(2), $"The result of .* lacks a record that follows from the book: trade {Id}"),
        Way(
            "everything made again for a false bid: hashes and root fit, the chain does not", json => MadeAgain(json, "book", 4, content => content.Raise("price", -100)),
            "The document's book of .* gives the root [0-9a-f]{64}, but the chain has [0-9a-f]{64}",
            $@"Record 4 of the book version 1 \(bid {Id}\) is not what the supplier's database \(order events\) states: price is 15400, computed 15500"),
        Way("a leaf's salt", json => json.Leaf("settlement", 2)["salt"] = new string('0', 32), @"Record 2 of the settlement version 1 \(line c-[0-9a-f]{32}\) was changed"),
        Way("a leaf's stated hash", json => json.Leaf("result", 1) is var leaf ? leaf["hash"] = Json.Other(leaf["hash"]) : null, $@"Record 1 of the result version 1 \(trade {Id}\) {Changed}"),
        Way("a tree's stated root", json => json.Tree("secondary")["root"] = new string('0', 64), "The records of the secondary of .* give the root [0-9a-f]{64}, the document states 0{64}"),
        Way(
            "a tree's kind", json => json.Tree("secondary")["kind"] = "result",
            "The head of the result of .* does not fit its records: kind is \"secondary\", computed \"result\"", "The document has the result of .* more than once",
            "The chain has an anchor for the secondary of"),
        Way(
            "a tree's version", json => json.Tree("settlement", 2)["version"] = 3,
            "The document's settlement of .*, version 3 is not anchored", "The chain has an anchor for the settlement of .*, version 2, but the document lacks"),
        Way("a tree of another market", json => json.Tree("book")["market"] = "marketgate11", "The book of marketgate11, .* is not of the document's market and timeslot"),
        Way(
            "the document's market", json => json["market"] = "marketgate11",
            "The book of marketday111, .* is not of the document's market and timeslot", "The document's book of marketday111, .* is not anchored"),
        Way("the document's timeslot", json => json.Raise("timeslot", 900), "The book of .* is not of the document's market and timeslot"),
        Way(
            "a slot energy", json => json.Content("readings", 1, 2).Raise("import_wh", 10),
            @"Record 1 of the readings version 2 \(slot-energy m-[0-9a-f]{32}\) states \d+ Wh drawn and \d+ Wh fed in, but its register values differ"),
        Way(
            "the batch that a slot energy rests on", json => json.Content("readings", 1, 2)["batches"]![0]!["hash"] = new string('0', 64),
            @"Record 1 of the readings version 2 \(slot-energy m-[0-9a-f]{32}\) rests on batch \d of box b-[0-9a-f]{32} with the hash 0{64}"),
        Way(
            "a customer's quality made better", json => json.Content("settlement", 2)["quality"] = 2,
            @"Record 2 of the settlement version 1 \(line c-[0-9a-f]{32}\) does not follow from result, purchases, readings and tariff: .*quality is 2, computed"),
        Way(
            "a settlement line", json => json.Content("settlement", 3, 2).Raise("total_uct", 1),
            @"Record 3 of the settlement version 2 \(line c-[0-9a-f]{32}\) does not follow from result, purchases, readings and tariff: total_uct is"),
        Way(
            "the settlement's tariff", json => json.Content("settlement", 1, 2).Raise("deficit_price", 1_000),
            $@"Record 1 of the settlement version 2 \(terms\) {Changed}", @"Record \d of the settlement version 2 \(line c-[0-9a-f]{32}\) does not follow from .*deviation_uct is"),
        Way(
            "a customer's pseudonym in a settlement line", json => json.Content("settlement", 2)["customer"] = "c-" + new string('0', 32),
            @"Record 2 of the settlement version 1 \(line c-0{32}\) does not follow from result", "lacks a record that follows from result, purchases, readings and tariff: line c-"),
        Way(
            "a version of the settlement left out", json => json["trees"]!.AsArray().Remove(json.Tree("settlement", 1)),
            "The chain has an anchor for the settlement of .*, version 1, but the document lacks"),
        Way(
            "the supplier's purchase at another price", json => json.Content("secondary", 1).Raise("price", -1_000),
            $@"Record 1 of the secondary version 1 \(purchase {Id}\) does not fit its offer: the seller is c-[0-9a-f]+ and the start price 12.000 ct/kWh"),
        Way(
            "the transaction that anchored", json => json["anchored"]![0]!["transaction"] = Json.Other(json["anchored"]![0]!["transaction"]),
            "The document says that the readings of .* was anchored by transaction [0-9a-f]{64} in block [0-9]+, but the block has no such transaction"),
        Way(
            "the block that anchored", json => ((JsonObject)json["anchored"]![2]!).Raise("block", -1), "but the block has no such transaction"),
        Way(
            "another tree's transaction as the one that anchored", json => (json["anchored"]![2]!["transaction"], json["anchored"]![2]!["block"]) = ((string)json["anchored"]![0]!["transaction"]!, (long)json["anchored"]![0]!["block"]!),
            "Transaction [0-9a-f]{64} in block [0-9]+ does not anchor the book of"),
    ];

    static void Swap(JsonArray leaves, int one, int other)
    {
        var (a, b) = (leaves[one]!.DeepClone(), leaves[other]!.DeepClone());
        (leaves[one], leaves[other]) = (b, a);
    }

    /// <summary>As a supplier would do it who has all salts.</summary>
    static void MadeAgain(JsonObject json, string kind, int index, Action<JsonObject> change)
    {
        change(json.Content(kind, index));
        var export = Backend.Evidence.Documents.TimeslotExport.Read((Protos.Evidence.CanonicalObject)Protos.Evidence.CanonicalJson.Parse(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString())));
        var tree = export.Trees.Single(tree => tree.Tree.Anchor.KindName == kind).Tree;
        json.Leaf(kind, index)["hash"] = tree.Leaves[index].Hash.ToString();
        json.Tree(kind)["root"] = tree.Root.ToString();
    }

    static Way Way(string what, Func<JsonObject, object?> change, params string[] named) => Way(what, json => { change(json); }, named);

    static Way Way(string what, Action<JsonObject> change, params string[] named) =>
        new("export: " + what, day => day.VerifyAsync(Json.Changed(day.Export, change)), named);
}
