using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Tests.Journal;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Chain;

/// <summary>Timeslots that a box reports by itself, on a clock by hand.</summary>
public sealed class TimeslotTests(BoxFixture box, TestNode node) : IClassFixture<BoxFixture>, IClassFixture<TestNode>
{
    static readonly Timeslot First = Timeslot.Containing(SomeReadings.Noon);

    readonly HandClock _clock = new() { Now = SomeReadings.Noon.AddMinutes(1) };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_finished_timeslot_is_reported_once_with_the_batch_that_ends_it()
    {
        await using var bench = await StartAsync();
        await BatchAsync(bench, First.Start.AddMinutes(5));
        await BatchAsync(bench, First.End);
        await BatchAsync(bench, First.End.AddMinutes(1));
        await bench.StepAsync();
        Assert.Empty(bench.Reports.Unfinished());

        _clock.Now = First.End.AddMinutes(2);
        await ReportedAsync(bench, 2);
        bench.Restart();
        await bench.StepAsync();
        _clock.Now = First.Next.End.AddMinutes(2);
        await ReportedAsync(bench, 3);

        Assert.Equal([Slot(First), Slot(First.Next)], (await node.ReportsAsync(bench.Account)).Select(r => r.Timeslot));
        var row = await node.Tables.BoxAsync(Name.Parse(bench.Account), Cancellation);
        Assert.Equal((Slot(First.Next), Commitment(bench, 3)), (row!.Timeslot, row.Commitment));
    }

    [Fact]
    public async Task What_was_missed_is_covered_by_the_next_and_nothing_is_reported_twice_over_lost_answers_and_restarts()
    {
        await using var bench = await StartAsync();
        await BatchAsync(bench, First.End);
        _clock.Now = First.End.AddMinutes(1);
        bench.Gate.Passage = Passage.LoseAnswers;
        await bench.UntilAsync(() => bench.Gate.Transactions > 0);
        bench.Restart();
        bench.Gate.Passage = Passage.Closed;
        for (var i = 1; i <= 4; i++)
        {
            await BatchAsync(bench, First.Plus(i).End);
            _clock.Now = First.Plus(i).End.AddMinutes(1);
            await Assert.ThrowsAsync<HttpRequestException>(bench.StepAsync);
        }

        bench.Gate.Passage = Passage.Open;
        await ReportedAsync(bench, 5);
        Assert.Equal([Slot(First), Slot(First.Plus(4))], (await node.ReportsAsync(bench.Account)).Select(r => r.Timeslot));
    }

    [Fact]
    public async Task A_report_that_never_arrived_gives_way_to_a_later_timeslot()
    {
        await using var bench = await StartAsync();
        await BatchAsync(bench, First.End);
        _clock.Now = First.End.AddMinutes(1);
        bench.Gate.Passage = Passage.LoseTransactions;
        await bench.UntilAsync(() => bench.Gate.Transactions > 0);
        await BatchAsync(bench, First.Next.End);
        _clock.Now = First.Next.End.AddMinutes(1);
        await bench.UntilAsync(() => bench.Reports.Unfinished() is [var next] && next.Timeslot == Slot(First.Next));
        bench.Gate.Passage = Passage.Open;
        await ReportedAsync(bench, 2);

        Assert.Equal([Slot(First.Next)], (await node.ReportsAsync(bench.Account)).Select(r => r.Timeslot));
    }

    [Fact]
    public async Task A_reading_that_is_in_no_batch_yet_holds_its_timeslot_back_and_a_box_without_news_is_silent()
    {
        await using var bench = await StartAsync();
        await BatchAsync(bench, First.Start);
        bench.Journal.Append([At(First.End)]);
        _clock.Now = First.End.AddMinutes(1);
        await bench.StepAsync();
        Assert.Empty(bench.Reports.Unfinished());

        Assert.NotNull(await bench.Closer.CloseAsync(Cancellation));
        await ReportedAsync(bench, 2);
        _clock.Now = First.Plus(3).End;
        await bench.StepAsync();
        Assert.Empty(bench.Reports.Unfinished());
    }

    [Fact]
    public async Task A_revoked_box_says_so_once_and_reports_no_more()
    {
        await using var bench = await StartAsync();
        await node.RevokeBoxAsync(bench.Account);
        await BatchAsync(bench, First.End);
        _clock.Now = First.End.AddMinutes(1);
        await bench.UntilAsync(() => bench.Log.Names.Any(name => name == "NoTimeslots"));
        _clock.Now = First.Next.End.AddMinutes(1);
        await BatchAsync(bench, First.Next.End);
        await bench.StepAsync();

        Assert.Single(bench.Log.Names, name => name == "NoTimeslots");
        Assert.Empty(bench.Reports.Unfinished());
        Assert.Empty(await node.ReportsAsync(bench.Account));
    }

    static uint Slot(Timeslot slot) => (uint)slot.StartUnixSeconds;

    static Reading At(DateTimeOffset time) => new("1LEM0000000001", 1, Register.EnergyExportWh, time, time.ToUnixTimeSeconds(), Quality.Good);

    static Checksum256 Commitment(ChainBench bench, ulong sequence)
    {
        var batch = bench.Journal.BatchesAfter(sequence - 1, 1)[0];
        return new(BatchChainCommitment.Of(sequence, batch.Hash.Span, batch.Signature.Span));
    }

    async Task<ChainBench> StartAsync(int expireSeconds = 3)
    {
        var bench = await ChainBench.StartAsync(box, node, _clock, expireSeconds);
        bench.Journal.StartChain(new(0, new byte[32]));
        return bench;
    }

    static async Task BatchAsync(ChainBench bench, DateTimeOffset time)
    {
        bench.Journal.Append([At(time)]);
        Assert.NotNull(await bench.Closer.CloseAsync(Cancellation));
    }

    static async Task ReportedAsync(ChainBench bench, ulong sequence)
    {
        await bench.UntilAsync(() => bench.Reports.CoveredSequence() == sequence && bench.Reports.Unfinished().Count == 0);
    }

    sealed class HandClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
