using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>Tables by every kind of index, and those of tokens.</summary>
public sealed class TableTests(TableTests.Chain shared) : IClassFixture<TableTests.Chain>
{
    static readonly Name Indexed = Name.Parse("indexed");
    static readonly Name Stored = Name.Parse("stored");
    static readonly Name Active = Name.Parse("active");

    /// <summary>The probe's table: rows 1 to 3; 64 bits: 100 - id; 128 bits: id * 1.5 * 2^64; 256 bits: 7 * 2^128 + id.</summary>
    static readonly string Probe = new Name(0xB5F0000000000000).ToString();

    [Theory]
    [InlineData("", "1 2 3", "")]
    [InlineData("\"limit\":2", "1 2", "3")]
    [InlineData("\"limit\":0", "", "1")]
    [InlineData("\"limit\":2,\"reverse\":true", "3 2", "1")]
    [InlineData("\"lower_bound\":2", "2 3", "")]
    [InlineData("\"lower_bound\":\"3\",\"upper_bound\":\"1\"", "", "")]
    [InlineData("\"lower_bound\":99", "", "")]
    [InlineData("\"index_position\":2,\"key_type\":\"i64\"", "3 2 1", "")]
    [InlineData("\"index_position\":\"secondary\",\"key_type\":\"i64\",\"limit\":1", "3", "98")]
    [InlineData("\"index_position\":\"2\",\"key_type\":\"i64\",\"lower_bound\":\"98\",\"upper_bound\":\"98\"", "2", "")]
    [InlineData("\"index_position\":3,\"key_type\":\"i128\",\"limit\":1", "1", "55340232221128654848")]
    [InlineData("\"index_position\":\"third\",\"key_type\":\"i128\",\"lower_bound\":\"55340232221128654848\"", "2 3", "")]
    [InlineData("\"index_position\":3,\"key_type\":\"i128\",\"limit\":1,\"encode_type\":\"hex\"", "1", "0x00000000000000000300000000000000")]
    [InlineData("\"index_position\":3,\"key_type\":\"i128\",\"lower_bound\":\"0x00000000000000000300000000000000\"", "2 3", "")]
    [InlineData("\"index_position\":\"fourth\",\"key_type\":\"sha256\",\"limit\":1", "1", "0000000000000000000000000000000700000000000000000000000000000002")]
    [InlineData("\"index_position\":4,\"key_type\":\"i256\",\"limit\":1", "1", "0x0000000000000000000000000000000700000000000000000000000000000002")]
    [InlineData("\"index_position\":4,\"key_type\":\"i256\",\"lower_bound\":\"2381976568446569244243622252022377480194\"", "2 3", "")]
    [InlineData("\"index_position\":4,\"key_type\":\"i256\",\"lower_bound\":\"0x0700000000000000000000000000000003\"", "3", "")]
    [InlineData("\"index_position\":4,\"key_type\":\"ripemd160\",\"limit\":1", "1", "0000000000000000000000000000000700000000")]
    [InlineData("\"index_position\":5,\"key_type\":\"i64\"", "", "")]
    public async Task Rows_are_found_by_every_index(string query, string ids, string next)
    {
        var (status, answer) = await shared.Http.PostAsync(
            "/v1/chain/get_table_rows", $$"""{"json":true,"code":"indexed","scope":"indexed","table":"{{Probe}}"{{(query.Length > 0 ? "," : "")}}{{query}}}""");

        Assert.True(status == 200, answer?.ToJsonString());
        Assert.Equal(ids, string.Join(' ', answer!["rows"]!.AsArray().Select(r => r!["id"]!.ToString())));
        Assert.Equal((next, next.Length > 0), (answer["next_key"]!.GetValue<string>(), answer["more"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task A_row_that_the_ABI_cannot_read_is_given_in_hex()
    {
        var (_, answer) = await Rows("\"table\":\"short\"");
        var (_, payers) = await Rows("\"table\":\"short\",\"show_payer\":true");

        Assert.Equal("0102", answer!["rows"]![0]!.GetValue<string>());
        Assert.Equal("""{"data":"0102","payer":"stored"}""", payers!["rows"]![0]!.ToJsonString());

        Task<(int, JsonNode?)> Rows(string more) => shared.Http.PostAsync("/v1/chain/get_table_rows", $$"""{"json":true,"code":"stored","scope":"stored",{{more}}}""");
    }

    [Fact]
    public async Task Tokens_have_balances_and_statistics()
    {
        var (_, all) = await shared.Http.PostAsync("/v1/chain/get_currency_balance", """{"code":"stored","account":"box1"}""");
        var (_, one) = await shared.Http.PostAsync("/v1/chain/get_currency_balance", """{"code":"stored","account":"box1","symbol":"kwh"}""");
        var (_, none) = await shared.Http.PostAsync("/v1/chain/get_currency_balance", """{"code":"stored","account":"box1","symbol":"USD"}""");
        var (_, stats) = await shared.Http.PostAsync("/v1/chain/get_currency_stats", """{"code":"stored","symbol":"eur"}""");

        Assert.Equal("""["1.50 EUR","-2.000 KWH"]""", all!.ToJsonString());
        Assert.Equal("""["-2.000 KWH"]""", one!.ToJsonString());
        Assert.Equal("[]", none!.ToJsonString());
        Assert.Equal("""{"EUR":{"supply":"1.50 EUR","max_supply":"100.00 EUR","issuer":"operator"}}""", stats!.ToJsonString());
    }

    [Fact]
    public async Task Scopes_are_found_by_bounds_and_table()
    {
        var (_, all) = await Scopes("\"limit\":2");
        var (_, some) = await Scopes("\"table\":\"accounts\"");
        var (_, after) = await Scopes("\"lower_bound\":\"stored\"");
        var (_, last) = await Scopes("\"limit\":1,\"reverse\":true");

        Assert.Equal(2, all!["rows"]!.AsArray().Count);
        Assert.NotEmpty(all["more"]!.GetValue<string>());
        Assert.Equal("""[{"code":"stored","scope":"box1","table":"accounts","payer":"stored","count":2}]""", some!["rows"]!.ToJsonString());
        Assert.Equal("stored", Assert.Single(after!["rows"]!.AsArray())!["scope"]!.GetValue<string>());
        Assert.Equal("stored", last!["rows"]![0]!["scope"]!.GetValue<string>());

        Task<(int, JsonNode?)> Scopes(string query) => shared.Http.PostAsync("/v1/chain/get_table_by_scope", $$"""{"code":"stored",{{query}}}""");
    }

    public sealed class Chain : IAsyncLifetime
    {
        public HttpChain Http { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Http.InitializeAsync();
            var (driven, system) = (Http.Driven, Http.Driven.SystemKey);
            DrivenChain.Expect(driven.Push([system], DrivenChain.NewAccount(Indexed, system.PublicKey), DrivenChain.NewAccount(Stored, system.PublicKey)));
            DrivenChain.Expect(driven.Push([system], Set(Indexed, ProbeContract.Wasm), Abi(Indexed, (Probe, "row")), new(Indexed, new(1), [new(Indexed, Active)], default)));
            DrivenChain.Expect(driven.Push(
                [system],
                Set(Stored, CompiledContract.Compile("store.cpp")),
                Abi(Stored, ("short", "row"), ("accounts", "row"), ("stat", "row")),
                Store("short", Stored.Value, 1, new PackedWriter().Byte(1).Byte(2)),
                Store("accounts", DrivenChain.Box.Value, 1, Asset(new(), "1.50 EUR")),
                Store("accounts", DrivenChain.Box.Value, 2, Asset(new(), "-2.000 KWH")),
                Store("stat", SymbolCode.Parse("EUR").Value, 1, Asset(Asset(new(), "1.50 EUR"), "100.00 EUR").Name(DrivenChain.Operator))));
        }

        public ValueTask DisposeAsync() => Http.DisposeAsync();

        static ContractAction Set(Name account, byte[] code) => new SetCode(account, 0, 0, code).By(new PermissionLevel(account, Active));

        static ContractAction Abi(Name account, params IReadOnlyList<(string Name, string Type)> tables) => new SetAbi(account, new AbiDefinition
        {
            Version = "eosio::abi/1.2",
            Structs = [new("row", "", [new("id", "uint64")])],
            Tables = [.. tables.Select(t => new AbiTable(Name.Parse(t.Name), "i64", [], [], t.Type))],
        }.Pack()).By(new PermissionLevel(account, Active));

        static ContractAction Store(string table, ulong scope, ulong id, PackedWriter row) => new(
            Stored,
            Name.Parse("store"),
            [new(Stored, Active)],
            new PackedWriter().Name(Name.Parse(table)).UInt64(scope).UInt64(id).Raw(row.Written).ToArray());

        static PackedWriter Asset(PackedWriter writer, string text)
        {
            var asset = Eosio.Asset.Parse(text);
            return writer.Int64(asset.Amount).UInt64(asset.Symbol.Value);
        }
    }
}
