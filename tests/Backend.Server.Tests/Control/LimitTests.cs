using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Boxes;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Tests.Control;

/// <summary>Limits from the staff's call to the box's answer and back, on real PostgreSQL over real streams.</summary>
public sealed class LimitTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    ControlService.ControlServiceClient Supplier => new(system.As("Supplier"));

    /// <summary>In whole seconds: the database keeps microseconds.</summary>
    DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(system.Clock.GetUtcNow().ToUnixTimeSeconds());

    byte[] EndPoint => SignedHello.EndPoint(system.Files.Certificates.Server);

    [Fact]
    public async Task An_order_reaches_the_box_and_its_answers_are_on_record()
    {
        using var box = await EnrolAsync();
        var (link, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        var order = Order(box);

        var taken = (await Supplier.OrderLimitAsync(order, cancellationToken: Cancellation)).Limit;
        Assert.Equal((LimitState.Waiting, "Supplier", "congestion", 1u), (taken.State, taken.OrderedBy, taken.Reason, taken.MeterIndex));
        var sent = (await link.NextAsync()).SetPoint;
        Assert.Equal((order.RequestId, 1u, 5_000L, order.Until, LimitKind.Consumption, false), (sent.SetPointId, sent.MeterIndex, sent.LimitW, sent.Until, sent.Kind, sent.Release));

        var appliedAt = Now.ToTimestamp();
        await link.SendAsync(Result(sent, SetPointState.Pending, failure: "no answer from 10.0.0.7"));
        await link.SendAsync(Result(sent, SetPointState.Pending, failure: "no answer from 10.0.0.7"));
        await link.SendAsync(Result(sent, SetPointState.Applied, limit: 4_900, appliedAt: appliedAt));
        var applied = await WaitAsync(order, LimitState.Applied);
        Assert.Equal((4_900, appliedAt, ""), (applied.SetW, applied.AppliedAt, applied.Failure));

        await link.SendAsync(Result(sent, SetPointState.Expired, limit: 4_900, appliedAt: appliedAt, endedAt: order.Until));
        var ended = await WaitAsync(order, LimitState.Expired);
        Assert.Equal((order.Until, appliedAt), (ended.EndedAt, ended.AppliedAt));
        Assert.Equal(
            [LimitState.Waiting, LimitState.Sent, LimitState.Pending, LimitState.Applied, LimitState.Expired], ended.Steps.Select(step => step.State));
        Assert.Equal(("Supplier", "congestion"), (ended.Steps[0].By, ended.Steps[0].Detail));

        // A final state is final: neither a late word nor a second one changes it.
        await link.SendAsync(Result(sent, SetPointState.Refused, failure: "late"));
        await link.SendAsync(Result(sent, SetPointState.Applied));
        await PassedAsync(link, box);
        Assert.Equal(ended, await FindAsync(order));
        link.Dispose();
    }

    [Fact]
    public async Task An_order_waits_for_a_box_that_is_away_and_is_repeated_on_each_stream_until_it_ends()
    {
        using var box = await EnrolAsync();
        var older = Order(box);
        var newer = Order(box, 6_000);
        await Supplier.OrderLimitAsync(older, cancellationToken: Cancellation);
        await Supplier.OrderLimitAsync(newer, cancellationToken: Cancellation);
        Assert.Equal(LimitState.Waiting, (await FindAsync(older)).State);

        var (first, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        var (a, b) = ((await first.NextAsync()).SetPoint, (await first.NextAsync()).SetPoint);
        Assert.Equal([newer.RequestId, older.RequestId], [a.SetPointId, b.SetPointId]);
        Assert.True(a.Revision > b.Revision);
        await first.SendAsync(Result(b, SetPointState.Replaced));
        await first.SendAsync(Result(a, SetPointState.Applied, limit: 6_000));
        await WaitAsync(newer, LimitState.Applied);
        await WaitAsync(older, LimitState.Replaced);
        await first.CompleteAsync();

        var (second, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        Assert.Equal(newer.RequestId, (await second.NextAsync()).SetPoint.SetPointId);
        await Supplier.ReleaseLimitAsync(new() { LimitId = newer.RequestId, Reason = "over" }, cancellationToken: Cancellation);
        Assert.Equal((newer.RequestId, true), await second.NextAsync() is { SetPoint: { } release } ? (release.SetPointId, release.Release) : default);
        await second.SendAsync(Result(a, SetPointState.Released, limit: 6_000));
        var ended = await WaitAsync(newer, LimitState.Released);
        Assert.Contains(ended.Steps, step => step is { By: "Supplier", Detail: "release ordered: over" });
        Assert.Equal(ended, (await Supplier.ReleaseLimitAsync(new() { LimitId = newer.RequestId, Reason = "again" }, cancellationToken: Cancellation)).Limit);
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task The_same_request_is_one_order()
    {
        using var box = await EnrolAsync();
        var order = Order(box);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await Supplier.OrderLimitAsync(order, cancellationToken: Cancellation)).Limit));

        Assert.Single(answers.Distinct());
        Assert.Single((await Supplier.ListLimitsAsync(new() { BoxId = $"{box.Id}" }, cancellationToken: Cancellation)).Limits);
        var other = order.Clone();
        other.LimitW++;
        await Refusals.RefusedAsync(StatusCode.AlreadyExists, async () => await Supplier.OrderLimitAsync(other, cancellationToken: Cancellation), order.RequestId, "5000 W");
    }

    [Fact]
    public async Task What_cannot_be_ordered_is_refused_with_its_reason()
    {
        using var box = await EnrolAsync();
        using var revoked = await SoftwareBox.EnrolAsync(system.Database, Cancellation, revoked: true);
        await RefusedAsync(StatusCode.InvalidArgument, order => order.LimitW = 4_199, "4200 W");
        await RefusedAsync(StatusCode.InvalidArgument, order => order.LimitW = -1, "limit_w");
        await RefusedAsync(StatusCode.InvalidArgument, order => order.Until = Now.AddMinutes(-1).ToTimestamp(), "31 days");
        await RefusedAsync(StatusCode.InvalidArgument, order => order.Until = Now.AddDays(40).ToTimestamp(), "31 days");
        await RefusedAsync(StatusCode.InvalidArgument, order => order.Kind = LimitKind.Unspecified, "kind");
        await RefusedAsync(StatusCode.InvalidArgument, order => order.Reason = "", "reason");
        await RefusedAsync(StatusCode.FailedPrecondition, order => order.MeterSerial = "1TYPO", "1TYPO", box.Serial);
        await RefusedAsync(StatusCode.NotFound, order => order.BoxId = $"{Guid.Empty}", $"{Guid.Empty}");
        await RefusedAsync(StatusCode.FailedPrecondition, order => order.BoxId = $"{revoked.Id}", "stolen");
        await Refusals.RefusedAsync(
            StatusCode.NotFound, async () => await Supplier.ReleaseLimitAsync(new() { LimitId = $"{Guid.Empty}", Reason = "x" }, cancellationToken: Cancellation), "no limit");

        // Feed-in may go down to nothing.
        var feed = Order(box);
        (feed.Kind, feed.LimitW) = (LimitKind.Generation, 0);
        Assert.Equal(0, (await Supplier.OrderLimitAsync(feed, cancellationToken: Cancellation)).Limit.LimitW);

        Task RefusedAsync(StatusCode status, Action<OrderLimitRequest> change, params string[] words)
        {
            var order = Order(box);
            change(order);
            return Refusals.RefusedAsync(status, async () => await Supplier.OrderLimitAsync(order, cancellationToken: Cancellation), words);
        }
    }

    [Fact]
    public async Task A_box_answers_only_for_its_own_limits()
    {
        using var box = await EnrolAsync();
        using var other = await EnrolAsync();
        var order = Order(box);
        await Supplier.OrderLimitAsync(order, cancellationToken: Cancellation);
        var (link, _) = await BoxLink.ConnectAsync(system.Connect(token: null), other, EndPoint);

        await link.SendAsync(new() { SetPointResult = new() { SetPointId = order.RequestId, State = SetPointState.Refused, Failure = "not mine" } });
        await link.SendAsync(new() { SetPointResult = new() { SetPointId = "no id", State = SetPointState.Applied } });
        await PassedAsync(link, other);

        Assert.Equal(LimitState.Waiting, (await FindAsync(order)).State);
        link.Dispose();
    }

    [Fact]
    public async Task An_event_of_a_box_is_written_down_once()
    {
        using var box = await EnrolAsync();
        var (link, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        var opened = new BoxEvent { EventId = $"{Guid.NewGuid()}", Kind = BoxEventKind.TamperOpened, At = Now.ToTimestamp() };
        await link.SendAsync(new() { Event = opened });
        await link.SendAsync(new() { Event = opened });
        await PassedAsync(link, box);

        var events = (await new ControlService.ControlServiceClient(system.As("Operator")).ListBoxEventsAsync(new() { BoxId = $"{box.Id}" }, cancellationToken: Cancellation)).Events;

        Assert.Equal(opened, Assert.Single(events).Event);
        link.Dispose();
    }

    [Fact]
    public async Task Limits_come_in_pages_the_newest_first()
    {
        using var box = await EnrolAsync();
        var orders = Enumerable.Range(0, 5).Select(i => Order(box, 5_000 + i)).ToList();
        foreach (var order in orders)
        {
            await Supplier.OrderLimitAsync(order, cancellationToken: Cancellation);
        }

        var auditor = new ControlService.ControlServiceClient(system.As("Auditor"));
        var seen = new List<long>();
        for (var token = ""; ;)
        {
            var page = await auditor.ListLimitsAsync(new() { BoxId = $"{box.Id}", OpenOnly = true, PageSize = 2, PageToken = token }, cancellationToken: Cancellation);
            seen.AddRange(page.Limits.Select(limit => limit.LimitW));
            if ((token = page.NextPageToken).Length == 0)
            {
                break;
            }
        }

        Assert.Equal([5_004, 5_003, 5_002, 5_001, 5_000], seen);
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, async () => await auditor.ListLimitsAsync(new() { PageToken = "x" }, cancellationToken: Cancellation), "page_token");
    }

    async Task<SoftwareBox> EnrolAsync()
    {
        var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        await new RegistryService.RegistryServiceClient(system.As("Operator")).LinkMeterAsync(
            new() { BoxId = $"{box.Id}", MeterSerial = box.Serial, MeterIndex = 1, UnitNumber = Plants.Solar(Plants.Count) }, cancellationToken: Cancellation);
        return box;
    }

    /// <summary>Long enough for the fast market's clock.</summary>
    OrderLimitRequest Order(SoftwareBox box, long limit = 5_000) => new()
    {
        RequestId = $"{Guid.NewGuid()}",
        BoxId = $"{box.Id}",
        MeterSerial = box.Serial,
        Kind = LimitKind.Consumption,
        LimitW = limit,
        Until = Now.AddDays(3).ToTimestamp(),
        Reason = "congestion",
    };

    static BoxMessage Result(SetPoint order, SetPointState state, long limit = 0, string failure = "", Timestamp? appliedAt = null, Timestamp? endedAt = null) => new()
    {
        SetPointResult = new()
        {
            SetPointId = order.SetPointId, State = state, Applied = state == SetPointState.Applied, LimitW = limit, Failure = failure, AppliedAt = appliedAt, EndedAt = endedAt,
        },
    };

    async Task<Limit> FindAsync(OrderLimitRequest order) =>
        (await Supplier.ListLimitsAsync(new() { LimitId = order.RequestId }, cancellationToken: Cancellation)).Limits.Single();

    Task<Limit> WaitAsync(OrderLimitRequest order, LimitState state) => Waiting.ForAsync($"{state}", () => FindAsync(order), limit => limit.State == state, Cancellation);

    /// <summary>What was sent before is taken when a batch behind it is acknowledged.</summary>
    async Task PassedAsync(BoxLink link, SoftwareBox box)
    {
        await link.SendBatchAsync(box.Next([box.Energy(Now, 1)]));
        while ((await link.NextAsync()).MessageCase != BackendMessage.MessageOneofCase.Ack)
        {
        }
    }
}
