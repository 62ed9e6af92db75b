using LocalEnergyMarket.Backend.Anchoring;
using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.Wire.Signing;
using LocalEnergyMarket.Testbed.Processes;
using AnchorKind = LocalEnergyMarket.Protos.Evidence.AnchorKind;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

/// <summary>Two backends on one database and one chain: one performs and watches, and either may have the box.</summary>
public sealed class TwoBackendsTests(RunningSystem system) : IDisposable
{
    const string Group = "gruppe1";
    const long Timeslot = 1_792_000_800;
    const int Trees = 60;

    /// <summary>So that only this test's anchors are on their way.</summary>
    static readonly MarketClock RealTime = new(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, 1);

    readonly ScratchFolder _scratch = new();
    readonly ContractAccounts _accounts = new(MarketContract.DefaultAccount, Name.Parse("lem.operator"), Name.Parse("lem.trigger"));

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_box_is_asked_wherever_its_stream_is_and_a_killed_leader_s_work_is_done_by_the_other_once()
    {
        using var files = new ServerFiles(_scratch.In("files"));
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        await using var chain = await TestChain.StartAsync(Cancellation);
        await using var leader = await OneBackend.StartAsync(_scratch.In("leader"), files, database, chain.Url, RealTime, Cancellation, Few);
        await using var other = await OneBackend.StartAsync(_scratch.In("other"), files, database, chain.Url, RealTime, Cancellation, Few);
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.AddModule(new AnchoringSchema());
        });
        using var box = await SoftwareBox.EnrolAsync(database, Cancellation);
        await RunAsync(store, BoxAccountEntry.Of(box.Account, box.PublicKey, _accounts, DateTimeOffset.UtcNow));
        await WaitAsync(store, "the box's account", $"select exists (select from chain_outbox where key = 'box:{box.Account}' and state = 'irreversible')");

        // The one that leads sees the event, the one that does not has the stream.
        var (link, _) = await BoxLink.ConnectAsync(other.Connect(token: null), box, SignedHello.EndPoint(files.Certificates.Server));
        var events = new DataEventDesk(store.DataSource, _accounts, TimeProvider.System);
        var first = await events.RequestAsync(box.Id, box.Account, 7, Cancellation);
        var asked = (await link.NextAsync()).DataRequest;
        Assert.Equal(((ulong)first, 7u), (asked.EventId, asked.MeterIndex));

        // In the midst of its work the leader is killed.
        for (var version = 1; version <= Trees; version++)
        {
            await RunAsync(store, TreePublication.Of(new(new(Group, AnchorKind.Result, Timeslot, version), [new(SaltedLeaf.NewSalt(), "{}"u8)]), _accounts, DateTimeOffset.UtcNow));
        }

        await WaitAsync(store, "some anchors", $"select count(*) between 5 and {Trees - 5} from chain_outbox where state = 'irreversible' and key like 'anchor:{Group}:%'");
        await leader.Process.KillAsync();
        var second = await events.RequestAsync(box.Id, box.Account, 8, Cancellation);
        while ((asked = (await link.NextAsync()).DataRequest).EventId != (ulong)second)
        {
            // The first question again, since it was not answered.
            Assert.Equal((ulong)first, asked.EventId);
        }

        await WaitAsync(store, "all anchors", $"select count(*) = {Trees} from chain_outbox where state = 'irreversible' and key like 'anchor:{Group}:%'");
        var rows = (await chain.Client().GetTableRows(new(_accounts.Contract, Group, AnchorRow.Table) { Json = false, Limit = 1_000 }, Cancellation))
            .Packed().Select(row => AnchorRow.Read(row)).ToList();
        Assert.Equal(Enumerable.Range(1, Trees), rows.OrderBy(row => row.Anchored.Time).ThenBy(row => row.Version).Select(row => (int)row.Version));
        await WaitAsync(store, "nothing refused", "select not exists (select from chain_outbox where state = 'failed')");
        link.Dispose();
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>So few at a time that there is a midst.</summary>
    static void Few(System.Text.Json.Nodes.JsonObject configuration) =>
        configuration["Chain"]!["Bundles"] = new System.Text.Json.Nodes.JsonObject { ["Entries"] = 3 };

    static async Task RunAsync(DocumentStore store, SqlStatement statement)
    {
        await using var command = statement.ToCommand(store.DataSource);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <param name="holds">A condition in SQL; when it does not come true, the outbox says why.</param>
    static Task<string> WaitAsync(DocumentStore store, string what, string holds) => Waiting.ForAsync(
        what,
        async () =>
        {
            await using var command = store.DataSource.CreateCommand(
                $"select ({holds})::text || coalesce((select string_agg(entry, ', ') from (select state || ' ' || count(*) || coalesce(' ' || max(failure), '') as entry from chain_outbox group by state) e), '')");
            return (string)(await command.ExecuteScalarAsync(Cancellation))!;
        },
        answer => answer.StartsWith("true", StringComparison.Ordinal),
        Cancellation);
}
