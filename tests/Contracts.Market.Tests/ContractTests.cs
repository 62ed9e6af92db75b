using System.Text.Json;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;

namespace LocalEnergyMarket.Contracts.Market.Tests;

public sealed partial class ContractTests : MarketFixture
{
    internal static readonly MarketAction[] OneOfEach =
    [
        new Configure(Operator, Trigger, uint.MaxValue), new RegisterBox(Box, Key), new RekeyBox(Box, NewKey(KeyType.K1)), new RevokeBox(Box),
        new RegisterUnit(Hash), new DropUnit(Hash), new SendData(ulong.MaxValue, Box, 255), new Report(Box, 1, Slot, Hash),
        new Anchor(Group, AnchorKind.Settlement, Slot, 65535, Hash, uint.MaxValue), new Prune(Group, Slot, 10),
    ];

    static readonly JsonElement Abi = JsonDocument.Parse(MarketContract.Abi()).RootElement;

    [Fact]
    public void Data_of_another_length_is_refused()
    {
        foreach (var action in OneOfEach)
        {
            foreach (var data in new[] { [], action.ToBytes()[..^1], [.. action.ToBytes(), 0] })
            {
                var refused = Assert.Throws<RefusedException>(() => Chain.Act(Operator, action.ActionName, data));
                Assert.Equal(MarketError.DataLength, MarketErrors.In(refused.Message));
            }
        }
    }

    [Fact]
    public void An_unknown_action_is_refused_and_a_notification_ignored()
    {
        var refused = Assert.Throws<RefusedException>(() => Chain.Act(Operator, Name.Parse("transfer"), []));
        Assert.Equal(MarketError.UnknownAction, MarketErrors.In(refused.Message));

        Chain.Act(Operator, Name.Parse("transfer"), [1, 2, 3], code: Name.Parse("eosio.token"));
    }

    [Fact]
    public void Actions_are_read_back_as_written()
    {
        foreach (var action in OneOfEach)
        {
            Assert.Equal(action, MarketAction.Read(action.ActionName, action.ToBytes()));
            Assert.Throws<EosioFormatException>(() => MarketAction.Read(action.ActionName, action.ToBytes().AsSpan(1)));
        }

        Assert.Throws<EosioFormatException>(() => MarketAction.Read(Name.Parse("transfer"), []));
    }

    [Fact]
    public void The_abi_unpacks_every_action_to_fields_and_packs_the_same_bytes()
    {
        var serializer = new AbiSerializer(AbiJson.Parse(System.Text.Encoding.UTF8.GetString(MarketContract.Abi())));
        foreach (var action in OneOfEach)
        {
            Assert.Equal(action.ToBytes(), serializer.PackAction(action.ActionName, serializer.UnpackAction(action.ActionName, action.ToBytes())));
        }

        var anchor = serializer.UnpackAction(Name.Parse("anchor"), new Anchor(Group, AnchorKind.Result, Slot, 2, Hash, 7).ToBytes())!;
        Assert.Equal($$"""{"market":"group1","kind":3,"timeslot":{{Slot}},"version":2,"root":"{{Hash}}","leaves":7}""", anchor.ToJsonString());
        var row = serializer.UnpackRow(BoxRow.Table, Chain.Row(BoxRow.Table, Box.Value))!;
        Assert.Equal($$"""{"box":"box1","key":"{{Key}}","registered":"2027-01-15T08:00:00","revoked":0,"timeslot":0,"commitment":"{{new string('0', 64)}}"}""", row.ToJsonString());
    }

    [Fact]
    public void The_abi_lists_exactly_the_actions_with_fields_of_their_length()
    {
        Assert.Equal(OneOfEach.Select(a => a.ActionName.ToString()), Abi.GetProperty("actions").EnumerateArray().Select(a => a.GetProperty("name").GetString()), StringComparer.Ordinal);
        foreach (var action in OneOfEach)
        {
            Assert.Equal(action.ToBytes().Length, Length(action.ActionName.ToString()));
        }
    }

    [Fact]
    public void Every_action_has_a_ricardian_contract_of_the_shape_that_wallets_read_over_its_own_fields()
    {
        foreach (var action in Abi.GetProperty("actions").EnumerateArray())
        {
            var name = action.GetProperty("name").GetString()!;
            var text = action.GetProperty("ricardian_contract").GetString()!;
            Assert.StartsWith("---\nspec_version: \"0.2.0\"\ntitle: ", text, StringComparison.Ordinal);
            Assert.Matches("\nsummary: '[^'\n]+'\n---\n\n", text);
            var fields = Abi.GetProperty("structs").EnumerateArray().Single(s => s.GetProperty("name").GetString() == name)
                .GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()!);
            var used = Variable().Matches(text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal);
            Assert.Equal((name, string.Join(' ', fields.Order(StringComparer.Ordinal))), (name, string.Join(' ', used.Order(StringComparer.Ordinal))));
        }

        Assert.Equal(
            ["No personal data", "Roles", "Nothing is overwritten", "Retention"],
            Abi.GetProperty("ricardian_clauses").EnumerateArray().Select(clause => clause.GetProperty("id").GetString()),
            StringComparer.Ordinal);
        Assert.All(Abi.GetProperty("ricardian_clauses").EnumerateArray(), clause => Assert.NotEmpty(clause.GetProperty("body").GetString()!));
    }

    [Fact]
    public void The_abi_lists_the_tables_with_rows_of_the_length_the_contract_writes()
    {
        Chain.Act(Operator, new RegisterUnit(Hash));
        Chain.Act(Trigger, new SendData(1, Box, 1));
        Chain.Act(Box, Report.OnEvent(Box, 1, Hash));
        Chain.Act(Operator, new Anchor(Group, AnchorKind.Book, Slot, 1, Hash, 1));
        var rows = new (Name Table, byte[] Row)[]
        {
            (ConfigRow.Table, Chain.Row(ConfigRow.Table, ConfigRow.Table.Value)!), (BoxRow.Table, Chain.Row(BoxRow.Table, Box.Value)!),
            (UnitRow.Table, Chain.Row(UnitRow.Table, BitConverter.ToUInt64(Hash.ToArray()))!), (EventRow.Table, Chain.Row(EventRow.Table, 1)!),
            (ReportRow.Table, Chain.Row(ReportRow.Table, 1)!), (AnchorRow.Table, Chain.Row(AnchorRow.Table, AnchorKey.Of(AnchorKind.Book, Slot, 1), Group)!),
        };

        var tables = Abi.GetProperty("tables").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!, t => t.GetProperty("type").GetString()!, StringComparer.Ordinal);
        Assert.Equal(rows.Length, tables.Count);
        Assert.All(rows, r => Assert.Equal(r.Row.Length, Length(tables[r.Table.ToString()])));
    }

    [Fact]
    public void Every_refusal_is_listed_in_the_abi_with_its_number_and_text()
    {
        var wasm = System.Text.Encoding.Latin1.GetString(MarketContract.Wasm());
        var listed = Abi.GetProperty("error_messages").EnumerateArray().ToDictionary(e => (MarketError)e.GetProperty("error_code").GetInt32(), e => e.GetProperty("error_msg").GetString()!);

        Assert.Equal(Enum.GetValues<MarketError>().Where(e => e != MarketError.None), listed.Keys.Order());
        Assert.All(listed, e => Assert.Contains($"E{(int)e.Key:d2} {e.Value}\0", wasm, StringComparison.Ordinal));
        Assert.Equal(MarketError.None, MarketErrors.In("E99 whatever"));
        Assert.Equal(MarketError.BoxRevoked, MarketErrors.In("assertion failure with message: E06 the box was revoked"));
    }

    [Fact]
    public void The_wasm_runs_on_any_chain_it_imports_little_and_exports_apply()
    {
        // Loading checks the types, the integer subset of WebAssembly 1.0, the allow list of imports and apply.
        Assert.NotNull(WasmModule.Load(MarketContract.Wasm(), ContractRun.Host, ModuleRules.Eosio));
        Assert.True(MarketContract.Wasm().Length < 16 * 1024);
    }

    static int Length(string type) => type switch
    {
        "bool" or "uint8" => 1,
        "uint16" => 2,
        "uint32" or "time_point_sec" => 4,
        "uint64" or "name" => 8,
        "checksum256" => 32,
        "public_key" => 34,
        _ => Abi.GetProperty("structs").EnumerateArray().Single(s => s.GetProperty("name").GetString() == type)
            .GetProperty("fields").EnumerateArray().Sum(f => Length(f.GetProperty("type").GetString()!)),
    };

    [GeneratedRegex(@"\{\{(nowrap )?(?<name>[a-z]+)\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
