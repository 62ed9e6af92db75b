using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Hosting;
using LocalEnergyMarket.Contracts.Chain.Http;
using LocalEnergyMarket.Contracts.Eosio;
using Microsoft.AspNetCore.Builder;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>
/// A chain with the recorded node's accounts, contract, block numbers and times. A recorded transaction is sent to it with the same
/// actions, signed anew, since its reference block has another id here.
/// </summary>
sealed class RecordedChain : IAsyncDisposable
{
    public static readonly Name System = Name.Parse("eosio");
    public static readonly Name Contract = Name.Parse("lem.market");
    public static readonly Name Operator = Name.Parse("operator");
    public static readonly Name Box = Name.Parse("box1");
    public static readonly Name Publish = Name.Parse("publish");

    /// <summary>Time of block 0, were there one half a second before each block from 2 on.</summary>
    static readonly DateTimeOffset Origin = new(2026, 11, 22, 8, 10, 59, 500, TimeSpan.Zero);

    readonly HttpClient _client = new();
    readonly MovableTime _time = new();
    readonly EmbeddedChain _chain;
    readonly WebApplication _application;

    RecordedChain(bool verbose)
    {
        _chain = EmbeddedChain.Open(ChainSettings.Development with { Heartbeat = TimeSpan.FromDays(1000) }, _time);
        _time.Now = Origin.AddMilliseconds(600);
        _application = ChainHost.Build(_chain, new("http://127.0.0.1:0"), _time, new ApiSettings(verbose));
    }

    public RecordedKeys Keys { get; } = new();

    /// <summary>Ids here by those in the recordings.</summary>
    public Dictionary<string, string> Ids { get; } = [];

    /// <summary>Id of what <see cref="DoAsync"/> sent last.</summary>
    public string LastSent { get; private set; } = "";

    public static async Task<RecordedChain> StartAsync(bool verbose)
    {
        var chain = new RecordedChain(verbose);
        await chain._application.StartAsync(TestContext.Current.CancellationToken);
        return chain;
    }

    /// <summary>Finishes blocks until the next transaction comes into the block of this number.</summary>
    public void GoTo(uint block)
    {
        while (_chain.Read(view => view.Head.Number) < block - 1)
        {
            var next = _chain.Read(view => view.Head.Number) + 1;
            _time.Now = Origin.AddMilliseconds((500 * next) - 400);
            _chain.FinishBlock();
        }

        _time.Now = Origin.AddMilliseconds((500 * block) - 400);
    }

    public async Task<(int Status, JsonNode? Body)> SendAsync(string path, string? body, bool isPost = true)
    {
        using var request = new HttpRequestMessage(isPost ? HttpMethod.Post : HttpMethod.Get, new Uri(new Uri(_application.Urls.First()), path));
        if (body is not null)
        {
            request.Content = new StringContent(Translate(body), Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(Keys.InAnswer(text)));
    }

    /// <summary>Sets up what no recording shows being set up.</summary>
    public async Task DoAsync(PrivateKey key, params IReadOnlyList<ContractAction> actions)
    {
        var transaction = _chain.Read(view => new Transaction
        {
            Expiration = TimePointSec.From(_time.Now.AddSeconds(60)),
            Actions = actions,
        }.WithReference(view.Head.Id));
        var (status, answer) = await SendAsync("/v1/chain/send_transaction", Sign(transaction, [key]).ToJson().ToJsonString());
        Assert.True(status == 202, answer?.ToJsonString());
        LastSent = answer!["transaction_id"]!.GetValue<string>();
    }

    /// <summary>The recorded transaction with a reference to the block of the same number here.</summary>
    public Transaction Refer(Transaction recorded)
    {
        var block = _chain.Read(view => view.Block(recorded.RefBlockNum));
        return block is null ? recorded : recorded.WithReference(block.Id);
    }

    public PackedTransaction Sign(Transaction transaction, IReadOnlyList<PrivateKey> keys, TransactionCompression compression = TransactionCompression.None)
    {
        var digest = transaction.SigningDigest(_chain.ChainId);
        return PackedTransaction.From(new(transaction, [.. keys.Select(k => k.Sign(digest))]), compression);
    }

    public string BlockId(uint number) => _chain.Read(view => view.Block(number)!.Id.ToString());

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        _client.Dispose();
        Keys.Dispose();
    }

    string Translate(string body) => Ids.Aggregate(Keys.InRequest(body), (text, id) => text.Replace(id.Key, id.Value, StringComparison.Ordinal));

    sealed class MovableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Origin;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
