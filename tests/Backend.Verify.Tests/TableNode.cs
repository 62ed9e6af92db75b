using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Backend.Evidence.Audits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ChainKey = LocalEnergyMarket.Contracts.Market.AnchorKey;
using ChainKind = LocalEnergyMarket.Contracts.Market.AnchorKind;

namespace LocalEnergyMarket.Backend.Verify.Tests;

/// <summary>
/// The three answers of a nodeos that the program reads, over HTTP, one row a page and with times as a test wants them. The program against the
/// contract itself is in <see cref="ContractTests"/>.
/// </summary>
sealed class TableNode : IAsyncDisposable
{
    public const string ChainId = "cf057bbfb72640471fd910bcb67639c22df9f92470936cddc1ade0e2f2e7dc4f";
    const string Signature = "SIG_K1_111111111111111111111111111111111111111111111111111111111111111116uk5ne";
    static readonly DateTimeOffset Irreversible = new(2026, 6, 21, 13, 0, 0, TimeSpan.Zero);

    readonly WebApplication _app;
    readonly SortedDictionary<ulong, string> _rows = [];

    TableNode(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public static async Task<TableNode> Start(IEnumerable<ChainAnchor> anchors, long prunedBefore = 0, TimeSpan anchoredAfterIrreversible = default)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var node = new TableNode(builder.Build());
        foreach (var anchor in anchors)
        {
            var (kind, timeslot, version) = ((ChainKind)anchor.Key.Kind, (uint)anchor.Key.Timeslot, (ushort)anchor.Key.Version);
            node._rows[ChainKey.Of(kind, timeslot, version)] =
                Row(kind, timeslot, version, anchor.Root.ToArray(), (uint)anchor.LeafCount, Irreversible - TimeSpan.FromSeconds(1) + anchoredAfterIrreversible);
        }

        if (prunedBefore > 0)
        {
            node._rows[0] = Row(ChainKind.PrunedUpTo, (uint)prunedBefore, 0, new byte[32], 0, Irreversible);
        }

        node._app.MapPost("/v1/chain/get_info", Info);
        node._app.MapPost("/v1/chain/get_block", Block);
        node._app.MapPost("/v1/chain/get_table_rows", node.Table);
        await node._app.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    static string Row(ChainKind kind, uint timeslot, ushort version, byte[] root, uint leaves, DateTimeOffset at) => Convert.ToHexStringLower(
    [
        (byte)kind, .. BitConverter.GetBytes(timeslot), .. BitConverter.GetBytes(version), .. root, .. BitConverter.GetBytes(leaves),
        .. BitConverter.GetBytes((uint)at.ToUnixTimeSeconds()),
    ]);

    static IResult Info() => Json(new JsonObject
    {
        ["server_version_string"] = "v5.0.0",
        ["chain_id"] = ChainId,
        ["head_block_num"] = 12,
        ["head_block_id"] = new string('0', 64),
        ["head_block_time"] = "2026-06-21T13:00:05.000",
        ["head_block_producer"] = "eosio",
        ["last_irreversible_block_num"] = 11,
        ["last_irreversible_block_id"] = new string('0', 64),
    });

    static IResult Block() => Json(new JsonObject
    {
        ["id"] = new string('0', 64),
        ["block_num"] = 11,
        ["timestamp"] = Irreversible.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture),
        ["producer"] = "eosio",
        ["confirmed"] = 0,
        ["previous"] = new string('0', 64),
        ["transaction_mroot"] = new string('0', 64),
        ["action_mroot"] = new string('0', 64),
        ["schedule_version"] = 1,
        ["producer_signature"] = Signature,
        ["transactions"] = new JsonArray(),
    });

    static IResult Json(JsonObject answer) => Results.Content(answer.ToJsonString(), "application/json");

    async Task<IResult> Table(HttpRequest request)
    {
        var asked = (await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted))!;
        if (asked["code"]!.ToString() != "lem.market")
        {
            return Results.Content(
                """{"code":500,"message":"Internal Service Error","error":{"code":3060002,"name":"account_query_exception","what":"Account Query Exception","details":[]}}""",
                "application/json", statusCode: 500);
        }

        var (lower, upper) = (ulong.Parse(asked["lower_bound"]!.ToString(), CultureInfo.InvariantCulture), ulong.Parse(asked["upper_bound"]!.ToString(), CultureInfo.InvariantCulture));
        var rows = asked["scope"]!.ToString() == "lembg1" ? _rows.Where(row => row.Key >= lower && row.Key <= upper).ToList() : [];
        return Json(new JsonObject
        {
            ["rows"] = new JsonArray([.. rows.Take(1).Select(row => (JsonNode)row.Value)]),
            ["more"] = rows.Count > 1,
            ["next_key"] = rows.Count > 1 ? rows[1].Key.ToString(CultureInfo.InvariantCulture) : "",
        });
    }
}
