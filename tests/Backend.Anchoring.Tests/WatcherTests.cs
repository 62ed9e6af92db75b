using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Anchoring.Watching;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class WatcherTests(Database database)
{
    static readonly PermissionLevel Trigger = new("lem.trigger");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Watcher_that_starts_again_goes_on_behind_its_last_block_misses_nothing_and_acts_once()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var performer = market.NewPerformer();
        for (var meter = 1; meter <= 3; meter++)
        {
            await market.Events.RequestAsync(box.Id, box.Account, meter, Cancellation);
            await performer.WorkAsync(Cancellation);
            market.FinishBlocks(5);
            await market.WatchAsync(market.NewWatcher());
        }

        await market.WatchAsync(market.NewWatcher());
        Assert.Equal([box.Id, box.Id, box.Id], market.Asked);
        Assert.Equal([1, 2, 3], (await market.Events.OpenOfAsync([box.Id], Cancellation)).Select(open => open.MeterIndex));
        Assert.Equal(
            market.Chain.Read(view => new ChainStand(view.LastIrreversible.Number, view.LastIrreversible.Header.Timestamp.Time, view.LastIrreversible.Id)),
            await market.Cursor.ReadAsync(market.Chain.ChainId, Cancellation));
    }

    [Fact]
    public async Task Two_Watchers_at_once_act_once()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        for (var meter = 1; meter <= 3; meter++)
        {
            await market.Client(signer: market.TriggerKey).CreateTransaction(SendData(market, (ulong)meter, box.Account), Cancellation);
            market.FinishBlocks(3);
        }

        await Task.WhenAll(market.WatchAsync(market.NewWatcher()), market.WatchAsync(market.NewWatcher()));
        Assert.Equal(3, market.Asked.Count);
        Assert.Equal(3, (await market.Events.OpenOfAsync([box.Id], Cancellation)).Count);
    }

    [Fact]
    public async Task An_event_of_another_program_is_entered_and_our_ids_go_on_behind_it()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var eos = market.Client(signer: market.TriggerKey);
        await eos.CreateTransaction(SendData(market, 40, box.Account), Cancellation);
        market.FinishBlocks();
        await market.WatchAsync();
        var open = Assert.Single(await market.Events.OpenOfAsync([box.Id], Cancellation));
        Assert.Equal((40, 7), (open.Id, open.MeterIndex));
        Assert.Equal(41, await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation));
        await market.SettleAsync();

        // A box that only the other program knows: the contract's ids move on all the same.
        var stranger = new TestBox("stranger1");
        await market.RunAsync(BoxAccountEntry.Of(stranger.Account, stranger.Key.PublicKey.ToUncompressed(), market.Accounts, Market.Now));
        await market.SettleAsync();
        await eos.CreateTransaction(SendData(market, 70, stranger.Account), Cancellation);
        market.FinishBlocks();
        await market.WatchAsync();
        Assert.Equal(71, await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation));
        await market.SettleAsync();
        Assert.Equal([40L, 41, 71], (await market.Events.OpenOfAsync([box.Id], Cancellation)).Select(known => known.Id));
        Assert.Equal(new OutboxDepth(0, 0), await market.Outbox.DepthAsync(Cancellation));
    }

    [Fact]
    public async Task A_new_database_goes_on_behind_the_events_that_the_chain_has()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        await market.Client(signer: market.TriggerKey).CreateTransaction(SendData(market, 40, box.Account), Cancellation);
        market.FinishBlocks(4);

        var (store, _) = await database.OpenAsync();
        await using var closing = store;
        var watcher = new Watcher(store.DataSource, new(store.DataSource), market.Client(), market.Accounts, market.Boxes, NullLogger<Watcher>.Instance);
        await watcher.WorkAsync(_ => { }, Cancellation);
        var events = new DataEventDesk(store.DataSource, market.Accounts, TimeProvider.System);
        Assert.Equal(41, await events.RequestAsync(box.Id, box.Account, 1, Cancellation));
    }

    [Fact]
    public async Task Under_an_id_that_another_program_took_first_the_chain_s_event_counts()
    {
        await using var market = await Market.OpenAsync(database);
        var ours = await market.NewBoxAsync("lembox1");
        var theirs = await market.NewBoxAsync("lembox2");
        Assert.Equal(1, await market.Events.RequestAsync(ours.Id, ours.Account, 1, Cancellation));
        await market.Client(signer: market.TriggerKey).CreateTransaction(SendData(market, 1, theirs.Account), Cancellation);
        market.FinishBlocks();
        await market.SettleAsync();
        Assert.Empty(await market.Events.OpenOfAsync([ours.Id], Cancellation));
        Assert.Equal(DataEventState.Seen, Assert.Single(await market.Events.OpenOfAsync([theirs.Id], Cancellation)).State);
        Assert.Equal(MarketError.EventNotNew, MarketErrors.In(Assert.Single(await market.RowsAsync("select failure from chain_outbox where state = 'failed'"))));
    }

    [Fact]
    public async Task The_ids_are_not_moved_while_a_request_is_being_written()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        await market.Client(signer: market.TriggerKey).CreateTransaction(SendData(market, 1, box.Account), Cancellation);
        market.FinishBlocks();

        await using var connection = await market.Store.DataSource.OpenConnectionAsync(Cancellation);
        await using var request = await connection.BeginTransactionAsync(Cancellation);
        await using var write = new SqlStatement(
            "insert into data_events (box_id, box_account, meter_index, requested_at) select $1, $2, 1, now() from generate_series(1, 5) returning id",
            [box.Id, box.Account]).ToCommand(connection, request);
        await DataEventIds.TakeTurnAsync(connection, request, Cancellation);
        await write.ExecuteNonQueryAsync(Cancellation);

        var watching = market.WatchAsync();
        while (!watching.IsCompleted && (await market.RowsAsync("select pid from pg_locks where locktype = 'advisory' and not granted")).Count == 0)
        {
            await Task.Yield();
        }

        await request.CommitAsync(Cancellation);
        await watching;
        Assert.Equal(6, await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation));
    }

    [Fact]
    public async Task What_is_irreversible_is_done_whatever_was_said_before()
    {
        await using var market = await Market.OpenAsync(database);
        await market.PublishAsync(Some.Tree());
        await market.WatchAsync();
        await market.NewPerformer().WorkAsync(Cancellation);
        var bundle = Assert.Single(await market.Outbox.FrontsAsync(10, Cancellation)).UnderWay!;
        await market.Outbox.FailAsync(bundle.Sealed, "a node that is behind refused it", Cancellation);
        market.FinishBlocks();
        await market.WatchAsync();
        Assert.Equal(["irreversible "], await market.RowsAsync("select state, failure from chain_outbox"));
    }

    static Transaction SendData(Market market, ulong id, string box) =>
        new() { Actions = [new SendData(id, Name.Parse(box), 7).ToAction(market.Accounts.Contract, Trigger)] };
}
