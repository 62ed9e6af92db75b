using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Persistence;

/// <summary>A real process under load, killed without warning (SIGKILL) and started again.</summary>
public sealed class KilledProcessTests : IDisposable
{
    const int Rounds = 3;
    const uint BlocksARound = 6;

    readonly string _folder = Directory.CreateTempSubdirectory("lem-chain-").FullName;
    readonly ConcurrentDictionary<uint, string> _irreversible = [];
    uint _sent;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Everything_reported_irreversible_is_there_after_a_kill_and_it_goes_on()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await RunAndKillAsync();
        }

        using var process = Start();
        using var client = await ConnectAsync(process);
        await ExpectAllAsync(client);
        process.Kill();
        Assert.InRange(_irreversible.Count, Rounds, int.MaxValue);
        Assert.InRange(_sent, (uint)Rounds * 3, uint.MaxValue);
    }

    async Task RunAndKillAsync()
    {
        using var process = Start();
        using var client = await ConnectAsync(process);
        await ExpectAllAsync(client);
        var until = (await InfoAsync(client))["last_irreversible_block_num"]!.GetValue<uint>() + BlocksARound;
        var load = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PushUntilGoneAsync(client)));
        while (_irreversible.Keys.DefaultIfEmpty().Max() < until)
        {
            await NoteAsync(client);
        }

        process.Kill();
        await load;
        await process.WaitForExitAsync(Cancellation);
    }

    Process Start() => Process.Start(new ProcessStartInfo(
        "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "Contracts.Chain.dll"), $"--Data={_folder}", "--Listen=http://127.0.0.1:0", "--Heartbeat=0.5", "--SnapshotEvery=4"])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        WorkingDirectory = Path.GetTempPath(),
    })!;

    static async Task<HttpClient> ConnectAsync(Process process)
    {
        await process.StandardOutput.ReadLineAsync(Cancellation);
        var line = await process.StandardOutput.ReadLineAsync(Cancellation);
        return new() { BaseAddress = new(JsonNode.Parse(line!)!["listening"]!.GetValue<string>()) };
    }

    static async Task<JsonNode> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
    }

    static Task<JsonNode> InfoAsync(HttpClient client) => PostAsync(client, "/v1/chain/get_info", "{}");

    async Task NoteAsync(HttpClient client)
    {
        var info = await InfoAsync(client);
        _irreversible[info["last_irreversible_block_num"]!.GetValue<uint>()] = info["last_irreversible_block_id"]!.GetValue<string>();
    }

    async Task ExpectAllAsync(HttpClient client)
    {
        foreach (var (number, id) in _irreversible)
        {
            var block = await PostAsync(client, "/v1/chain/get_block", $$"""{"block_num_or_id":{{number}}}""");
            Assert.Equal(id, block["id"]?.GetValue<string>());
        }
    }

    /// <summary>Sends one transaction after another until the process is dead.</summary>
    async Task PushUntilGoneAsync(HttpClient client)
    {
        using var key = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
        try
        {
            while (true)
            {
                var info = await InfoAsync(client);
                var transaction = new Transaction
                {
                    Expiration = TimePointSec.From(TimeProvider.System.GetUtcNow().AddSeconds(120)),
                    MaxNetUsageWords = 1000 + Interlocked.Increment(ref _sent),
                    Actions = [new(Name.Parse("eosio"), Name.Parse("nothing"), [new("eosio")], new byte[20])],
                }.WithReference(Checksum256.Parse(info["last_irreversible_block_id"]!.GetValue<string>()));
                var packed = new SignedTransaction(transaction, [key.Sign(transaction.SigningDigest(Checksum256.Parse(info["chain_id"]!.GetValue<string>())))]).Pack();
                var answer = await PostAsync(client, "/v1/chain/send_transaction", packed.ToJson().ToJsonString());
                Assert.True(answer["processed"] is not null, answer.ToJsonString());
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or SocketException)
        {
            // Killed.
        }
    }
}
