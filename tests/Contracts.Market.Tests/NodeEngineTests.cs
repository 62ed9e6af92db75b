using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market.Tests;

/// <summary>The same random life of a market on our interpreter and on node's WebAssembly engine.</summary>
public sealed class NodeEngineTests(ITestOutputHelper output)
{
    static readonly Name[] Accounts = [.. new[] { "lem.market", "lem.operator", "lem.trigger", "box1", "box2", "box3" }.Select(Name.Parse)];

    static readonly PublicKey[] Keys = [.. Enumerable.Range(0, 3).Select(i => PublicKey.FromCompressed(KeyType.R1, [2, .. Checksum256.Hash([(byte)i]).ToArray()]))];

    [Fact]
    public void The_contract_answers_and_stores_the_same_on_nodes_engine()
    {
        var random = new Random(4);
        var actions = new List<(Name Actor, Name Action, byte[] Data, uint Later)>();
        for (var i = 0; i < 2000; i++)
        {
            var (actor, action) = i == 20 ? (Accounts[0], new Configure(Accounts[1], Accounts[2], Configure.ShortestKeep)) : Next(random, i);
            var data = action.ToBytes();
            actions.Add((
                random.Next(20) == 0 ? Accounts[random.Next(Accounts.Length)] : actor,
                action.ActionName,
                random.Next(50) == 0 ? data[..^1] : data,
                random.Next(10) == 0 ? (uint)random.Next(20_000) : 0));
        }

        var chain = new ContractRun();
        chain.Accounts.UnionWith(Accounts);
        foreach (var box in Accounts[3..])
        {
            chain.Keys[box] = [.. Keys.Where(_ => random.Next(3) > 0)];
        }

        var node = OnNode(chain, actions);
        var answers = actions.ConvertAll(a => Answer(chain, a));

        Assert.Equal(node.GetProperty("answers").EnumerateArray().Select(a => a.GetString()!), answers, StringComparer.Ordinal);
        Assert.Equal(node.GetProperty("rows").EnumerateArray().Select(r => r.GetString()!), chain.Dump().Order(StringComparer.Ordinal), StringComparer.Ordinal);
        output.WriteLine(string.Join('\n', answers.GroupBy(a => a, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}")));
        Assert.True(answers.Count(a => a == "ok") > 300, "many succeed");
        Assert.True(answers.Distinct(StringComparer.Ordinal).Count() > 18, "many reasons to refuse");
    }

    static (Name Actor, MarketAction Action) Next(Random random, int i)
    {
        var box = Accounts[3 + random.Next(3)];
        var slot = 1_800_000_000u + ((uint)random.Next(10) * 900);
        var hash = Checksum256.Hash(BitConverter.GetBytes(random.Next(50)));
        var market = Name.Parse(random.Next(2) == 0 ? "group1" : "group2");
        var key = Keys[random.Next(Keys.Length)];
        return random.Next(18) switch
        {
            0 => (Accounts[1], new RegisterBox(box, key)),
            1 when random.Next(60) == 0 => (Accounts[1], new RevokeBox(box)),
            1 => (Accounts[1], new RekeyBox(box, key)),
            2 => (Accounts[1], new RegisterUnit(hash)),
            3 or 4 or 5 => (Accounts[2], new SendData((ulong)(i - random.Next(3)), box, (byte)random.Next(4))),
            6 or 7 or 8 => (box, Report.OnEvent(box, (ulong)(i - random.Next(12)), hash)),
            9 => (Accounts[1], new Prune(market, slot, (uint)random.Next(8))),
            10 => (Accounts[0], new Configure(Accounts[1], Accounts[2], Configure.ShortestKeep + (uint)random.Next(-1, 3))),
            11 => (Accounts[1], new DropUnit(hash)),
            12 => (box, new Report(box, (ulong)random.Next(2), slot + (uint)random.Next(2), hash)),
            _ => (Accounts[1], new Anchor(market, (AnchorKind)random.Next(7), slot, (ushort)random.Next(4), hash, 3)),
        };
    }

    static string Answer(ContractRun chain, (Name Actor, Name Action, byte[] Data, uint Later) action)
    {
        chain.Now += TimeSpan.FromSeconds(action.Later);
        try
        {
            chain.Act(action.Actor, action.Action, action.Data);
            return "ok";
        }
        catch (RefusedException e)
        {
            return e.Message.StartsWith("missing authority", StringComparison.Ordinal) ? "missing authority" : e.Message;
        }
    }

    static JsonElement OnNode(ContractRun chain, List<(Name Actor, Name Action, byte[] Data, uint Later)> actions)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Node", "chain.cjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        node.StandardInput.Write(JsonSerializer.Serialize(new
        {
            wasm = Convert.ToBase64String(MarketContract.Wasm()),
            self = Text(ContractRun.Self),
            now = (chain.Now.ToUnixTimeMilliseconds() * 1000).ToString(CultureInfo.InvariantCulture),
            accounts = Accounts.Select(Text),
            keys = chain.Keys.ToDictionary(k => Text(k.Key), k => k.Value.Select(key => Convert.ToHexStringLower([1, .. new PackedWriter().PublicKey(key).ToArray()])), StringComparer.Ordinal),
            actions = actions.Select(a => new[] { Text(a.Actor), Text(a.Action), Convert.ToHexString(a.Data), a.Later.ToString(CultureInfo.InvariantCulture) }),
        }));
        node.StandardInput.Close();
        var answer = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        return JsonDocument.Parse(answer).RootElement;

        static string Text(Name name) => name.Value.ToString(CultureInfo.InvariantCulture);
    }
}
