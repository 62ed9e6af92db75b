using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Edge.Gateway.Control.Panel;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Chain;

/// <summary>Events on a real chain, answered by a box with a real TPM protocol and real Modbus, without any backend.</summary>
public sealed class FollowerTests(BoxFixture box, TestNode node) : IClassFixture<BoxFixture>, IClassFixture<TestNode>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_on_the_chain_is_answered_with_a_reading_that_opens_the_commitment()
    {
        await using var bench = await ChainBench.StartAsync(box, node);
        var id = await node.SendDataAsync(bench.Account, 1);
        await bench.UntilFinishedAsync(id);

        var report = Assert.Single(await node.ReportsAsync(bench.Account));
        var opening = bench.Reports.Enter(id, 1).Opening!.Value;
        Assert.Equal((id, 0u), (report.Event, report.Timeslot));
        Assert.Equal(report.Commitment, Checksum256.Hash([.. opening.Salt.Span, .. opening.Content.Span]));
        var reading = Assert.IsType<CanonicalObject>(CanonicalJson.ParseCanonical(opening.Content.Span));
        Assert.Contains(bench.Journal.OpenReadings(100).Readings, r => r.Value == reading.IntegerOf("value") && r.Time.ToUnixTimeMilliseconds() == reading.IntegerOf("time"));
        Assert.Equal("Asked Reported ReportSent ReportFinal", string.Join(' ', bench.Log.Names.Where(name => name != "NotReported")));
    }

    [Fact]
    public async Task Events_of_other_boxes_are_passed_over_and_many_pages_read()
    {
        await using var bench = await ChainBench.StartAsync(box, node);
        await using var other = await ChainBench.StartAsync(box, node);
        for (var i = 0; i < 30; i++)
        {
            await node.SendDataAsync(other.Account, 2, skip: (ulong)i);
        }

        var id = await node.SendDataAsync(bench.Account, 2);
        await bench.UntilFinishedAsync(id);

        Assert.Equal(id, Assert.Single(await node.ReportsAsync(bench.Account)).Event);
        Assert.Empty(await node.ReportsAsync(other.Account));
        Assert.Equal(id, bench.Reports.Position());
    }

    [Fact]
    public async Task Whether_the_chain_can_be_followed_is_shown()
    {
        await using var bench = await ChainBench.StartAsync(box, node);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bench.Gate.Passage = Passage.Closed;
        var running = bench.Follower.RunAsync(stop.Token);
        await PartAsync(part => part is { Part: "chain", Well: false, Sign: LampSign.NoLink });
        bench.Gate.Passage = Passage.Open;
        await PartAsync(part => part is { Part: "chain", Well: true } && part.Detail.EndsWith("0 reports on their way.", StringComparison.Ordinal));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        async Task PartAsync(Func<PartReport, bool> holds)
        {
            while (!bench.Vitals.Parts.Any(holds))
            {
                await Task.Delay(20, Cancellation);
            }
        }
    }

    [Theory]
    [InlineData(Passage.Closed)]
    [InlineData(Passage.LoseTransactions)]
    [InlineData(Passage.LoseAnswers)]
    internal async Task What_gets_lost_on_the_way_to_the_node_makes_no_second_report(Passage passage)
    {
        await using var bench = await ChainBench.StartAsync(box, node, expireSeconds: 5);
        var id = await node.SendDataAsync(bench.Account, 1);
        await bench.UntilAsync(async () => (await node.Tables.EventAsync(id, Cancellation)) is not null);
        bench.Gate.Passage = passage;
        if (passage == Passage.Closed)
        {
            await Assert.ThrowsAsync<HttpRequestException>(bench.StepAsync);
        }
        else
        {
            await bench.UntilAsync(() => bench.Gate.Transactions > 0);
        }

        bench.Restart();
        bench.Gate.Passage = Passage.Open;
        await bench.UntilFinishedAsync(id);

        Assert.Equal(id, Assert.Single(await node.ReportsAsync(bench.Account)).Event);
        Assert.DoesNotContain(bench.Log.Names, name => name == "ReportDropped");
    }

    [Fact]
    public async Task Bytes_that_outlived_their_time_are_signed_anew_with_the_same_commitment()
    {
        await using var bench = await ChainBench.StartAsync(box, node, expireSeconds: 2);
        var id = await node.SendDataAsync(bench.Account, 1);
        bench.Gate.Passage = Passage.LoseTransactions;
        await bench.UntilAsync(() => bench.Gate.Transactions > 0);
        var first = bench.Reports.Enter(id, 1);
        await bench.UntilAsync(() => bench.Reports.Enter(id, 1).Sealed!.Value.Expires > first.Sealed!.Value.Expires);
        bench.Gate.Passage = Passage.Open;
        await bench.UntilFinishedAsync(id);

        var last = bench.Reports.Enter(id, 1);
        Assert.False(first.Sealed!.Value.Transaction.Span.SequenceEqual(last.Sealed!.Value.Transaction.Span));
        Assert.Equal(first.Opening!.Value.Content.ToArray(), last.Opening!.Value.Content.ToArray());
        Assert.Equal(Commitment(first), Assert.Single(await node.ReportsAsync(bench.Account)).Commitment);
        Assert.Single(bench.Journal.OpenReadings(100).Readings.Select(r => r.Time).Distinct());
    }

    [Fact]
    public async Task The_backend_is_answered_with_what_the_box_reports_itself_and_the_other_way_round()
    {
        await using var bench = await ChainBench.StartAsync(box, node);

        // The box is first, and the backend sends the same bytes besides.
        var own = await node.SendDataAsync(bench.Account, 1);
        await bench.UntilAsync(() => bench.Gate.Transactions == 1);
        var answer = await AskAsync(bench, own);
        Assert.True(answer.Signed.PackedTransaction.Span.SequenceEqual(bench.Reports.Enter(own, 1).Sealed!.Value.Transaction.Span));
        var refused = await Assert.ThrowsAsync<EosioApiException>(() => PushAsync(answer.Signed));
        Assert.True(refused.IsDuplicate || MarketErrors.In(refused.Details) == MarketError.EventReportedAlready);

        // The backend is first.
        var passed = await node.SendDataAsync(bench.Account, 2);
        await PushAsync((await AskAsync(bench, passed)).Signed);
        await bench.UntilFinishedAsync(passed);

        Assert.Equal([own, passed], (await node.ReportsAsync(bench.Account)).Select(r => r.Event));
        Assert.Equal(ReportState.Done, bench.Reports.Enter(passed, 2).State);
        Assert.DoesNotContain(bench.Log.Names, name => name is "ReportDropped" or "ReportWaits");

        // Long after it can still show what it has reported.
        Assert.Equal(answer, await AskAsync(bench, own));
    }

    [Fact]
    public async Task Two_answers_in_different_bytes_are_one_report_and_nobody_complains()
    {
        await using var bench = await ChainBench.StartAsync(box, node, expireSeconds: 2);
        var id = await node.SendDataAsync(bench.Account, 1);
        bench.Gate.Passage = Passage.LoseTransactions;
        await bench.UntilAsync(() => bench.Gate.Transactions > 0);
        var bytes = bench.Reports.Enter(id, 1).Sealed!.Value;
        await bench.UntilAsync(() => bytes.Expires < DateTimeOffset.UtcNow);
        var answer = await AskAsync(bench, id);
        await PushAsync(answer.Signed);
        bench.Gate.Passage = Passage.Open;
        await bench.UntilFinishedAsync(id);

        Assert.Equal(id, Assert.Single(await node.ReportsAsync(bench.Account)).Event);
        Assert.DoesNotContain(bench.Log.Names, name => name is "ReportDropped" or "ReportWaits");
    }

    [Fact]
    public async Task What_the_chain_refuses_for_good_is_dropped_and_said_once()
    {
        await using var bench = await ChainBench.StartAsync(box, node);
        var revoked = await node.SendDataAsync(bench.Account, 1);
        var noMeter = await node.SendDataAsync(bench.Account, 99);
        await node.RevokeBoxAsync(bench.Account);
        bench.Reports.Enter(noMeter + 1, 1);
        await using var other = await ChainBench.StartAsync(box, node);
        await bench.UntilFinishedAsync(await node.SendDataAsync(other.Account, 1, skip: 1));

        Assert.Empty(await node.ReportsAsync(bench.Account));
        Assert.Contains("revoked", bench.Reports.Enter(revoked, 1).Detail, StringComparison.Ordinal);
        Assert.Contains("no meter with the index 99", bench.Reports.Enter(noMeter, 99).Detail, StringComparison.Ordinal);
        Assert.Contains("removed the event", bench.Reports.Enter(noMeter + 1, 1).Detail, StringComparison.Ordinal);
        Assert.Equal(3, bench.Log.Names.Count(name => name == "ReportDropped"));
        Assert.Contains("removed the event", (await AskAsync(bench, noMeter + 1)).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_position_that_the_contract_never_reached_hides_no_event()
    {
        await using var bench = await ChainBench.StartAsync(box, node);
        bench.Reports.TakeIn(1_000_000, []);
        await bench.StepAsync();
        var id = await node.SendDataAsync(bench.Account, 1);
        await bench.UntilFinishedAsync(id);

        Assert.Equal(id, Assert.Single(await node.ReportsAsync(bench.Account)).Event);
        Assert.Single(bench.Log.Names, name => name == "PositionBeyond");
    }

    static Checksum256 Commitment(ChainReport report) => Checksum256.Hash([.. report.Opening!.Value.Salt.Span, .. report.Opening.Value.Content.Span]);

    async Task<DataReport> AskAsync(ChainBench bench, ulong id)
    {
        var frame = await node.FrameAsync();
        var answer = await bench.Commands.HandleAsync(
            new()
            {
                DataRequest = new()
                {
                    EventId = id,
                    MeterIndex = 1,
                    RefBlockNum = frame.RefBlockNum,
                    RefBlockPrefix = frame.RefBlockPrefix,
                    Expiration = frame.Expiration.Time.ToTimestamp(),
                },
            },
            Cancellation);
        return answer.Report;
    }

    Task<SentTransaction> PushAsync(SignedReport signed) => node.PushAsync(new(
        [Signature.Parse(signed.Signature)], TransactionCompression.None, ReadOnlyMemory<byte>.Empty, signed.PackedTransaction.Memory));
}
