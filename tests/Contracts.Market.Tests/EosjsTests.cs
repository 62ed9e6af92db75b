using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market.Tests;

/// <summary>The interface as other people's programs have it: eosjs reads every action and row by it, and packs the same bytes.</summary>
public sealed class EosjsTests : MarketFixture
{
    [Fact]
    public async Task Eosjs_reads_every_action_and_row_as_we_do_and_packs_the_same_bytes()
    {
        var abi = AbiJson.Parse(System.Text.Encoding.UTF8.GetString(MarketContract.Abi()));
        var ours = new AbiSerializer(abi);
        Chain.Act(Operator, new RegisterUnit(Hash));
        Chain.Act(Trigger, new SendData(1, Box, 1));
        Chain.Act(Box, Report.OnEvent(Box, 1, Hash));
        Chain.Act(Box, Report.OnTimeslot(Box, Slot, Hash));
        Chain.Act(Operator, new Anchor(Group, AnchorKind.Book, Slot, 1, Hash, 1));
        List<(string Type, byte[] Bytes)> items =
        [
            .. ContractTests.OneOfEach.Select(action => (action.ActionName.ToString(), action.ToBytes())),
            ("config_row", Chain.Row(ConfigRow.Table, ConfigRow.Table.Value)!), ("box_row", Chain.Row(BoxRow.Table, Box.Value)!),
            ("unit_row", Chain.Row(UnitRow.Table, BitConverter.ToUInt64(Hash.ToArray()))!), ("event_row", Chain.Row(EventRow.Table, 1)!),
            ("report_row", Chain.Row(ReportRow.Table, 1)!), ("anchor_row", Chain.Row(AnchorRow.Table, AnchorKey.Of(AnchorKind.Book, Slot, 1), Group)!),
        ];

        var theirs = await InEosjs(items);

        Assert.Equal(abi.Structs.Select(type => type.Name).Order(StringComparer.Ordinal), items.Select(item => item.Type).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var ((type, bytes), answer) in items.Zip(theirs["answers"]!.AsArray()))
        {
            Assert.Equal((type, Convert.ToHexStringLower(bytes)), (type, answer!["packed"]!.GetValue<string>()));
            Assert.Equal((type, Plain(ours.Unpack(type, bytes)!)), (type, Plain(answer["value"]!)));
        }

        Assert.Equal(Convert.ToHexStringLower(abi.Pack()), theirs["abi"]!.GetValue<string>());
    }

    /// <summary>Names and values without the freedoms of JSON: numbers may be texts, truth may be a number, hashes may have capitals, seconds may have thousandths, keys an older form.</summary>
    static string Plain(JsonNode fields) => string.Join(
        ' ',
        fields.AsObject().Select(field => $"{field.Key}={(field.Value!.GetValueKind(), field.Value.ToString()) switch
        {
            (JsonValueKind.True, _) => "1",
            (JsonValueKind.False, _) => "0",
            (_, var text) when text.EndsWith(".000", StringComparison.Ordinal) => text[..^4],
            (_, var text) when text.StartsWith("PUB_", StringComparison.Ordinal) || text.StartsWith("EOS", StringComparison.Ordinal) => $"{PublicKey.Parse(text)}",
            (_, var text) when text.Length == Checksum256.Size * 2 => text.ToLowerInvariant(),
            (_, var text) => text,
        }}"));

    static async Task<JsonNode> InEosjs(IEnumerable<(string Type, byte[] Bytes)> items)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Node", "abi.cjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new
        {
            root = BuildTests.Root(),
            abi = JsonNode.Parse(MarketContract.Abi()),
            items = items.Select(item => new[] { item.Type, Convert.ToHexString(item.Bytes) }),
        }));
        node.StandardInput.Close();
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await errors);
        return JsonNode.Parse(await output)!;
    }
}
