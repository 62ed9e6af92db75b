using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

/// <summary>
/// Nodes that follow one chain with a block every half second, each as far behind as it is told, some of them down or of another chain. For what a real chain
/// at hand cannot be made to do: lag, forks, forgetting.
/// </summary>
sealed class SimulatedNetwork
{
    const string AChain = "8a34ec7df1b8cd06ff4a8abbaa7cc50300823350cadc59ab296cb00d104d2b8f";
    static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public RushingClock Clock { get; } = new(Start.AddHours(1));

    public Dictionary<string, SimulatedNode> Nodes { get; } = new(StringComparer.Ordinal);

    public List<(string Node, string Path)> Asked { get; } = [];

    public uint Head => (uint)((Clock.GetUtcNow() - Start) / TimeSpan.FromMilliseconds(500));

    public static DateTimeOffset TimeOf(uint block) => Start + (block * TimeSpan.FromMilliseconds(500));

    public static string IdOf(uint block) => block.ToString("x8", CultureInfo.InvariantCulture) + new string('5', 56);

    public static JsonObject Error(long code, string name, string message) => new()
    {
        ["code"] = 500,
        ["message"] = "Internal Service Error",
        ["error"] = new JsonObject { ["code"] = code, ["name"] = name, ["what"] = name, ["details"] = new JsonArray(new JsonObject { ["message"] = message }) },
    };

    public SimulatedNode Node(string name, Func<SimulatedNode, string, JsonObject, JsonNode?>? answer = null) => Nodes[name] = new SimulatedNode(answer ?? ((_, _, _) => null));

    public Eos Client(string? chain = null) => new(
        new() { HttpEndpoints = [.. Nodes.Keys.Select(name => "http://" + name)], ChainId = chain, TimeoutSeconds = 300 }, new(new Handler(this)), Clock);

    async Task<HttpResponseMessage> Answer(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var node = Nodes[request.RequestUri.Host];
        Asked.Add((request.RequestUri.Host, path));
        if (node.IsDown)
        {
            throw new HttpRequestException("connection refused");
        }

        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        var answer = path == "/v1/chain/get_info" ? Info(node) : node.Answer(node, path, body);
        var status = answer is null ? HttpStatusCode.NotFound : answer["error"] is null ? HttpStatusCode.OK : HttpStatusCode.InternalServerError;
        return new(status) { Content = new StringContent((answer ?? new JsonObject { ["code"] = 404, ["message"] = "Not Found" }).ToJsonString(), Encoding.UTF8, "application/json") };
    }

    public uint HeadOf(SimulatedNode node) => node.StandsAt ?? Head - node.Lag;

    sealed class Handler(SimulatedNetwork network) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => network.Answer(request, cancellationToken);
    }

    JsonObject Info(SimulatedNode node)
    {
        var head = HeadOf(node);
        return new()
        {
            ["chain_id"] = node.IsOfAnotherChain ? new string('6', 64) : AChain,
            ["head_block_num"] = head,
            ["head_block_id"] = IdOf(head),
            ["head_block_time"] = Text(TimeOf(head)),
            ["head_block_producer"] = "eosio",
            ["last_irreversible_block_num"] = head - 1,
            ["last_irreversible_block_id"] = IdOf(head - 1),
            ["last_irreversible_block_time"] = Text(TimeOf(head - 1)),
        };
    }

    public static string Text(DateTimeOffset time) => TimePoint.From(time).ToString();
}

sealed class SimulatedNode(Func<SimulatedNode, string, JsonObject, JsonNode?> answer)
{
    public Func<SimulatedNode, string, JsonObject, JsonNode?> Answer { get; set; } = answer;

    public bool IsDown { get; set; }

    public bool IsOfAnotherChain { get; set; }

    /// <summary>Blocks behind the chain.</summary>
    public uint Lag { get; set; }

    /// <summary>A block it does not go beyond.</summary>
    public uint? StandsAt { get; set; }
}
