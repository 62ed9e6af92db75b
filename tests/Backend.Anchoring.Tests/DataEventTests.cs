using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class DataEventTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_box_gets_an_account_with_its_own_key_that_only_the_operator_can_replace()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var account = await market.Client().GetAccount(Name.Parse(box.Account), Cancellation);
        var permissions = account.Permissions.ToDictionary(permission => permission.Name.ToString(), permission => permission.RequiredAuth, StringComparer.Ordinal);
        Assert.Equal(box.Key.PublicKey, Assert.Single(permissions["active"].Keys).Key);
        Assert.Empty(permissions["owner"].Keys);
        Assert.Equal(new(market.Accounts.Operator, Name.Parse("active")), Assert.Single(permissions["owner"].Accounts).Permission);
        Assert.Equal(Name.Parse(box.Account), BoxRow.Read(Assert.Single(await market.TableAsync(BoxRow.Table))).Box);
    }

    [Fact]
    public async Task A_request_is_seen_answered_and_reported()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        await market.NewBoxAsync("lembox2");
        var id = await market.Events.RequestAsync(box.Id, box.Account, 3, Cancellation);
        Assert.Equal(DataEventState.Requested, (await EventAsync(market, id)).State);
        Assert.Empty(await market.Events.OpenOfAsync([box.Id], Cancellation));

        await market.SettleAsync();
        Assert.Equal([box.Id], market.Asked);
        var open = Assert.Single(await market.Events.OpenOfAsync([box.Id], Cancellation));
        Assert.Equal((id, box.Account, 3, DataEventState.Seen), (open.Id, open.BoxAccount, open.MeterIndex, open.State));

        var answer = await box.AnswerAsync(market, id);
        await box.SendAnswerAsync(market, id, answer);
        Assert.Equal(DataEventState.Answered, (await EventAsync(market, id)).State);

        var second = await box.AnswerAsync(market, id, expireSeconds: 120);
        await box.SendAnswerAsync(market, id, second);
        await market.SettleAsync();
        await box.SendAnswerAsync(market, id, second);
        await market.Events.FailAsync(id, box.Id, "too late", Cancellation);
        await market.SettleAsync();

        var reported = await EventAsync(market, id);
        Assert.Equal((DataEventState.Reported, null), (reported.State, reported.Failure));
        Assert.Equal(answer.TransactionId.ToArray(), reported.ReportTransactionId!.Value.ToArray());
        Assert.True(reported.ReportBlock > 0);
        var row = ReportRow.Read(Assert.Single(await market.TableAsync(ReportRow.Table)));
        Assert.Equal(((ulong)id, new Checksum256(box.Reading.Commitment.ToArray())), (row.Event, row.Commitment));
        Assert.Equal(
            [$"{Convert.ToHexStringLower(box.Reading.Salt.Span)} {Convert.ToHexStringLower(box.Reading.Content.Span)}"],
            await market.RowsAsync("select encode(salt, 'hex'), encode(canonical_reading, 'hex') from data_events"));
        Assert.Single(await market.RowsAsync("select id from chain_outbox where queue = 'box:lembox1'"));
    }

    [Fact]
    public async Task A_box_that_cannot_answer_fails_the_event_with_its_reason()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var id = await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
        await market.SettleAsync();
        await market.Events.FailAsync(id, Guid.NewGuid(), "another box", Cancellation);
        Assert.Equal(DataEventState.Seen, (await EventAsync(market, id)).State);
        await market.Events.FailAsync(id, box.Id, "there is no meter 1", Cancellation);
        await box.SendAnswerAsync(market, id, await box.AnswerAsync(market, id));
        var failed = await EventAsync(market, id);
        Assert.Equal((DataEventState.Failed, "there is no meter 1", null), (failed.State, failed.Failure, failed.ReportTransactionId));
    }

    [Fact]
    public async Task Requests_at_the_same_time_get_to_the_chain_in_the_order_of_their_ids()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        await Task.WhenAll(Enumerable.Range(1, 8).Select(meter => market.Events.RequestAsync(box.Id, box.Account, meter, Cancellation)));
        await market.SettleAsync();
        var ids = market.Executed().OfType<SendData>().Select(sent => sent.Id).ToList();
        Assert.Equal(8, ids.Count);
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(8, (await market.Events.OpenOfAsync([box.Id], Cancellation)).Count);
    }

    [Fact]
    public async Task What_a_box_has_reported_by_itself_is_asked_for_until_it_is_opened_or_the_box_cannot()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var ids = new List<long>();
        for (var meter = 1; meter <= 3; meter++)
        {
            ids.Add(await market.Events.RequestAsync(box.Id, box.Account, meter, Cancellation));
            await market.SettleAsync();
            var commitment = meter == 2 ? Checksum256.Hash([1]) : box.Commitment;
            await box.ReportAsync(market, Report.OnEvent(Name.Parse(box.Account), (ulong)ids[^1], commitment));
            market.FinishBlocks();
            await market.WatchAsync();
        }

        Assert.Empty(await market.Events.OpenOfAsync([box.Id], Cancellation));
        Assert.Empty(await market.Events.UnopenedOfAsync([Guid.NewGuid()], Cancellation));
        Assert.Equal(ids, (await market.Events.UnopenedOfAsync([box.Id], Cancellation)).Select(e => e.Id));
        await box.SendAnswerAsync(market, ids[0], await box.AnswerAsync(market, ids[0]));
        await box.SendAnswerAsync(market, ids[1], await box.AnswerAsync(market, ids[1]));
        await market.Events.FailAsync(ids[2], box.Id, "the journal is new", Cancellation);

        Assert.Empty(await market.Events.UnopenedOfAsync([box.Id], Cancellation));
        Assert.Equal(
            [
                $"reported {Convert.ToHexStringLower(box.Reading.Salt.Span)} ",
                "reported  The box reported by itself, and what it says that it reported is not what is on the chain.",
                "reported  the journal is new",
            ],
            await market.RowsAsync("select state, encode(salt, 'hex'), failure from data_events order by id"));
        Assert.Empty(await market.RowsAsync("select id from chain_outbox where queue = 'box:lembox1'"));
    }

    [Fact]
    public async Task A_box_that_answers_here_and_by_itself_in_other_bytes_reports_once_and_nothing_dies()
    {
        await using var market = await Market.OpenAsync(database);
        var box = await market.NewBoxAsync("lembox1");
        var id = await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
        await market.SettleAsync();
        await box.SendAnswerAsync(market, id, await box.AnswerAsync(market, id, expireSeconds: 120));
        var own = await box.ReportAsync(market, Report.OnEvent(Name.Parse(box.Account), (ulong)id, box.Commitment));
        await market.NewPerformer().WorkAsync(Cancellation);
        await market.SettleAsync();

        var reported = await EventAsync(market, id);
        Assert.Equal((DataEventState.Reported, null), (reported.State, reported.Failure));
        Assert.Equal(own.ToArray(), reported.ReportTransactionId!.Value.ToArray());
        Assert.Empty(await market.RowsAsync("select id from chain_outbox where state <> 'irreversible'"));
        Assert.Single(market.Executed().OfType<Report>());
        Assert.Empty(await market.Events.UnopenedOfAsync([box.Id], Cancellation));
    }

    static async Task<DataEvent> EventAsync(Market market, long id) =>
        (await market.Events.ListAsync(long.MaxValue, 10, Cancellation)).Single(known => known.Id == id);
}
