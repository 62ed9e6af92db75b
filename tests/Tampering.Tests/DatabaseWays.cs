using LocalEnergyMarket.Tampering.Tests.Running;

namespace LocalEnergyMarket.Tampering.Tests;

/// <summary>Rows of the backend's PostgreSQL are changed; the backend makes the export anew, and believes its tables.</summary>
static class DatabaseWays
{
    const string Bid = @"\(bid [0-9a-f-]{36}\)";
    const string Trade = @"\(trade [0-9a-f-]{36}\)";
    const string Line = @"\(line c-[0-9a-f]{32}\)";
    const string Meter = @"\(slot-energy m-[0-9a-f]{32}\)";
    const string Box = "b-[0-9a-f]{32}";
    const string Events = @"is not what the supplier's database \(order events\) states: ";

    const string Zeros = "decode(repeat('00', 32), 'hex')";

    public static IEnumerable<Way> All => [.. Copies, .. Orders, .. Settlements, .. Measured];

    /// <summary>The copy of what was anchored, which exports and proofs are made of.</summary>
    static IEnumerable<Way> Copies =>
    [
        Way(
            "a bid's price in the copy of the anchored book",
            "update lem.anchored_leaves set canonical = convert_to(replace(convert_from(canonical, 'UTF8'), '\"price\":15500', '\"price\":15400'), 'UTF8') where tree_id = :book and index = 4",
            $"Record 4 of the book version 1 {Bid} {Events}price is 15400, computed 15500", "The document's book of .* gives the root .* but the chain has"),
        Way(
            "a trade's salt in the copy",
            "update lem.anchored_leaves set salt = decode(repeat('00', 16), 'hex') where tree_id = :result and index = 1",
            $"Record 1 of the result version 1 {Trade} has the salt 0{{32}}; the timeslot's secret", "The document's result of .* gives the root .* but the chain has"),
        Way(
            "a bid left out of the copy",
            "delete from lem.anchored_leaves where tree_id = :book and index = 5",
            "The head of the book of .* does not fit its records: records is 5, computed 4", @"is of a tree of 5 leaves, but the chain has 6",
            @"The supplier's database \(order events\) has a record that is not in the book of .*: bid"),
        Way(
            "a bid twice in the copy",
            "insert into lem.anchored_leaves select tree_id, 6, salt, canonical from lem.anchored_leaves where tree_id = :book and index = 5",
            $"Record 6 of the book version 1 {Bid} stands twice", "is of a tree of 7 leaves, but the chain has 6"),
        Way(
            "two bids swapped in the copy",
            "update lem.anchored_leaves set index = index + 100 where tree_id = :book and index in (3, 4); update lem.anchored_leaves set index = 107 - index where tree_id = :book and index > 100",
            $"Record 3 of the book version 1 {Bid} stands at the wrong place: its number is 4", $"Record 4 of the book version 1 {Bid} stands at the wrong place: its number is 3"),
        Way(
            "a settlement line's total in the copy",
            "update lem.anchored_leaves set canonical = convert_to(regexp_replace(convert_from(canonical, 'UTF8'), '\"total_uct\":-?[0-9]+', '\"total_uct\":1'), 'UTF8') where tree_id = :settlement and index = 2",
            $"Record 2 of the settlement version 2 {Line} does not follow from result, purchases, readings and tariff: total_uct is 1, computed"),
        Way("a tree's root", $"update lem.anchored_trees set root = {Zeros} where id = :result", "The records of the result of .* give the root [0-9a-f]{64}, the document states 0{64}"),
        Way(
            "a tree's version",
            "update lem.anchored_trees set version = 3 where id = :settlement",
            "The document's settlement of .*, version 3 is not anchored", "The chain has an anchor for the settlement of .*, version 2, but the document lacks its records"),
        Way(
            "a tree that was never anchored",
            "with tree as (insert into lem.anchored_trees (market, kind, timeslot, version, root, leaf_count, outbox_id) select market, kind, timeslot, 3, root, leaf_count, outbox_id from lem.anchored_trees where id = :settlement returning id) "
            + "insert into lem.anchored_leaves select tree.id, index, salt, canonical from tree, lem.anchored_leaves where tree_id = :settlement",
            "The document's settlement of .*, version 3 is not anchored: the chain has no anchor"),
        Way(
            "a tree deleted",
            "delete from lem.anchored_leaves where tree_id = :secondary; delete from lem.anchored_trees where id = :secondary",
            "The chain has an anchor for the secondary of .*, version 1, but the document lacks its records"),
        Way(
            "the secret of the timeslot's salts and pseudonyms",
            "update lem.mt_doc_timeslotsecret set data = jsonb_set(data, '{secret}', to_jsonb(encode(decode(repeat('07', 32), 'hex'), 'base64'))) where id = :stream",
            "Record 0 of the book version 1 \\(head\\) has the salt", $@"Record 2 of the settlement version 2 {Line} is not in the supplier's database \(settlements\) any more"),
    ];

    /// <summary>The book's events, which prices, results and the portal come from.</summary>
    static IEnumerable<Way> Orders =>
    [
        Way("a bid's price", Event("bid_placed", "data->>'price' = '13000'", "{price}", "13001"), $"Record 5 of the book version 1 {Bid} {Events}price is 13000, computed 13001"),
        Way("a bid's quantity", Event("bid_placed", "data->>'price' = '15500'", "{quantity}", "299"), $"Record 4 of the book version 1 {Bid} {Events}quantity_wh is 300, computed 299"),
        Way(
            "a bid's customer", Event("bid_placed", "data->>'price' = '15000'", "{customerId}", "\"C-0051\""), $"Record 3 of the book version 1 {Bid} {Events}customer is \"c-[0-9a-f]+\", computed \"c-"),
        Way(
            "a bid's time", Event("bid_placed", "data->>'price' = '15500'", "{placedAt}", "\"2026-06-21T06:00:00+00:00\""), $"Record 4 of the book version 1 {Bid} {Events}at is"),
        Way(
            "the order of two bids",
            "update lem.mt_events set version = version + 1000 where stream_id = :stream and type = 'bid_placed'; "
            + "update lem.mt_events set version = case data->>'price' when '15000' then 5 when '15500' then 4 else 6 end where stream_id = :stream and type = 'bid_placed'",
            $"Record 3 of the book version 1 {Bid} {Events}number is 3, computed 4", $"Record 4 of the book version 1 {Bid} {Events}number is 4, computed 3"),
        Way(
            "a bid deleted",
            "delete from lem.mt_events where stream_id = :stream and type = 'bid_placed' and data->>'price' = '13000'",
            $@"Record 5 of the book version 1 {Bid} is not in the supplier's database \(order events\) any more"),
        Way(
            "a bid inserted",
            "insert into lem.mt_events (seq_id, id, stream_id, version, data, type, mt_dotnet_type) select 900000, gen_random_uuid(), stream_id, 1000, "
            + "jsonb_set(data, '{bidId}', to_jsonb(gen_random_uuid())), type, mt_dotnet_type from lem.mt_events where stream_id = :stream and type = 'bid_placed' and data->>'price' = '13000'",
            @"The supplier's database \(order events\) has a record that is not in the book of .*: bid [0-9a-f-]{36}"),
        Way(
            "an offer's start price", Event("offer_placed", "data->>'startPrice' = '12000'", "{startPrice}", "11999"),
            $@"Record 1 of the book version 1 \(offer [0-9a-f-]{{36}}\) {Events}start_price is 12000, computed 11999"),
        Way(
            "an offer's cap", Event("offer_placed", "data->>'startPrice' = '14000'", "{cap,energy}", "20000"),
            $@"Record 2 of the book version 1 \(offer [0-9a-f-]{{36}}\) {Events}cap_wh is 10000, computed 20000"),
        Way(
            "a trade's quantity in the result", Event("gate_closed", "true", "{result,trades,0,quantity}", "301"),
            $"Record 1 of the result version 1 {Trade} {Events}amount_uct is [0-9]+, computed [0-9]+; quantity_wh is 300, computed 301"),
        Way(
            "a trade taken out of the result",
            "update lem.mt_events set data = data #- '{result,trades,2}' where stream_id = :stream and type = 'gate_closed'",
            $@"Record 3 of the result version 1 {Trade} is not in the supplier's database \(order events\) any more"),
        Way(
            "a trade given to another buyer", Event("gate_closed", "true", "{result,trades,1,buyerId}", "\"C-0001\""), $"Record 2 of the result version 1 {Trade} {Events}buyer is"),
        Way(
            "the supplier's purchase", Event("unsold_purchased", "true", "{price}", "11000"),
            $@"Record 1 of the secondary version 1 \(purchase [0-9a-f-]{{36}}\) {Events}amount_uct is 6000000, computed 5500000; price is 12000, computed 11000"),
    ];

    /// <summary>The settlements that people are billed by.</summary>
    static IEnumerable<Way> Settlements =>
    [
        Way(
            "a settlement line",
            Settlement("jsonb_set(data, '{statement,lines,0,fedIn}', '1')", 2),
            $@"Record \d of the settlement version 2 {Line} is not what the supplier's database \(settlements\) states: .*fed_in_wh is 1900, computed 1"),
        Way(
            "the settlement's tariff",
            Settlement("jsonb_set(data, '{statement,tariff,surplus}', '1')", 2),
            @"Record 1 of the settlement version 2 \(terms\) is not what the supplier's database \(settlements\) states: surplus_price is 4000, computed 1"),
        Way(
            "the first version of the settlement overwritten by the second",
            Settlement($"(select d.data from lem.mt_doc_settlementdocument d where {Version("d", 2)})", 1),
            $@"Record \d of the settlement version 1 {Line} is not what the supplier's database \(settlements\) states: .*fed_in_wh is \d+, computed 1900"),
        Way(
            "the two versions of the settlement swapped",
            $"update lem.mt_doc_settlementdocument s set data = (select d.data from lem.mt_doc_settlementdocument d where {Of("d")} and d.id <> s.id) where {Of("s")}",
            @"Record 1 of the settlement version 1 \(terms\) is not what .* at is", @"Record 1 of the settlement version 2 \(terms\) is not what .* at is"),
        Way(
            "a version of the settlement deleted",
            $"delete from lem.mt_doc_settlementdocument s where {Version("s", 1)}",
            @"Record 1 of the settlement version 1 \(terms\) is not in the supplier's database \(settlements\) any more"),
    ];

    /// <summary>Register values, from the box's signed batch to the slot energy.</summary>
    static IEnumerable<Way> Measured =>
    [
        Way(
            "a reading's value",
            "update lem.readings set value = value + 100 where ts = to_timestamp(:slot + 900) and value = 11900",
            $@"Record \d of the readings version 2 {Meter} is not what the supplier's database \(single readings\) states: export_end_wh is 11900, computed 12000; export_wh is 1900, computed 2000"),
        Way(
            "a reading deleted",
            "delete from lem.readings where ts = to_timestamp(:slot) and value = 50000",
            $@"Record \d of the readings version 2 {Meter} is not what the supplier's database \(single readings\) states: .*quality is 1, computed 6"),
        Way(
            "a reading inserted",
            "insert into lem.readings select meter_key, register, ts, value - 50, quality, 2 from lem.readings where ts = to_timestamp(:slot) and value = 10000",
            $@"Record \d of the readings version 2 {Meter} is not what the supplier's database \(single readings\) states: export_start_wh is 10000, computed 9950"),
        Way(
            "a slot energy",
            "update lem.slot_energies set import_end_wh = 51351, import_wh = 1351 where timeslot = :slot and import_end_wh = 51350",
            $@"Record \d of the readings version 2 {Meter} is not what the supplier's database \(slot energies\) states: import_end_wh is 51350, computed 51351"),
        Way(
            "a batch dropped",
            "delete from lem.batch_ledger where sequence = 3",
            $@"Record \d of the readings version 2 {Meter} rests on batch 3 of box {Box}, which is not in the supplier's database any more"),
        Way(
            "a batch dropped that a register value of an earlier edge came with",
            "delete from lem.batch_ledger where sequence = 1",
            $"The readings of .*, version 2 rests on batch 1 of box {Box}, which is not in the supplier's database any more|readings of .*, version 2 rests on batch 1 of box {Box}, which is not"),
        Way(
            "a batch's content",
            "update lem.batch_ledger set content = set_byte(content, length(content) - 1, get_byte(content, length(content) - 1) # 1) where sequence = 3",
            $@"Record \d of the readings version 2 {Meter} rests on batch 3 of box {Box} with the hash [0-9a-f]{{64}}; the batch in the supplier's database has",
            $"rests on batch 3 of box {Box}, whose signature in the supplier's database is not the box's"),
        Way(
            "an earlier batch's content",
            "update lem.batch_ledger set content = set_byte(content, length(content) - 1, get_byte(content, length(content) - 1) # 1) where sequence = 1",
            $"rests on batch 1 of box {Box}, which in the supplier's database has the hash [0-9a-f]{{64}}; the box's next batch names"),
        Way(
            "a batch's signature",
            "update lem.batch_ledger set signature = set_byte(signature, 40, get_byte(signature, 40) # 1) where sequence = 3",
            $"rests on batch 3 of box {Box}, whose signature in the supplier's database is not the box's"),
    ];

    static string Event(string type, string which, string path, string value) =>
        $"update lem.mt_events set data = jsonb_set(data, '{path}', '{value}') where stream_id = :stream and type = '{type}' and {which}";

    static string Settlement(string data, int version) => $"update lem.mt_doc_settlementdocument s set data = {data.Replace("(data,", "(s.data,", StringComparison.Ordinal)} where {Version("s", version)}";

    static string Of(string table) => $"{table}.data->>'balancingGroup' = '11XLEM-DAY-----C' and ({table}.data->'statement'->>'timeslot')::bigint = :slot";

    static string Version(string table, int version) => $"{Of(table)} and {table}.data->'statement'->>'version' = '{version}'";

    static Way Way(string what, string sql, params string[] named) => new(
        "database: " + what,
        day => new Tables(day).WithAsync(sql, async () => await day.VerifyAsync(await day.ExportAsync())),
        named);
}
