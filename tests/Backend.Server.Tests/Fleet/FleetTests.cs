using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Boxes;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Tests.Fleet;

public sealed class FleetTests(RealTimeBackend own) : IClassFixture<RealTimeBackend>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    FleetService.FleetServiceClient Fleet => new(own.Backend.As("Operator"));

    byte[] EndPoint => SignedHello.EndPoint(own.Files.Certificates.Server);

    [Fact]
    public async Task A_box_is_asked_for_its_status_and_log_wherever_its_stream_is()
    {
        var other = await own.StartAsync();
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        var (link, _) = await BoxLink.ConnectAsync(other.Connect(token: null), box, EndPoint);

        var status = Fleet.GetBoxStatusAsync(new() { BoxId = $"{box.Id}", WithConfiguration = true }, cancellationToken: Cancellation).ResponseAsync;
        var asked = (await link.NextAsync()).Command;
        Assert.True(asked.Status.WithConfiguration);
        Assert.True(asked.ExpiresAt.ToDateTimeOffset() > DateTimeOffset.UtcNow.AddSeconds(-5));
        await link.SendAsync(new() { CommandResult = new() { CommandId = asked.CommandId, Status = new() { Version = "1.2.3", Configuration = "{}" } } });
        Assert.Equal(("1.2.3", "{}"), ((await status).Status.Version, (await status).Status.Configuration));

        var log = Fleet.GetBoxLogAsync(new() { BoxId = $"{box.Id}", Lines = 7, Minimum = BoxLogLevel.Warning }, cancellationToken: Cancellation).ResponseAsync;
        asked = (await link.NextAsync()).Command;
        Assert.Equal((7U, BoxLogLevel.Warning, false), (asked.Log.Lines, asked.Log.Minimum, asked.Log.PreviousRun));
        await link.SendAsync(new() { CommandResult = new() { CommandId = asked.CommandId, Log = new() { Lines = { new LogLine { Text = "Meter silent" } } } } });
        Assert.Equal("Meter silent", Assert.Single((await log).Log.Lines).Text);

        // Who looked is known; what was seen is not in the list.
        var orders = await OrdersAsync(box);
        Assert.Equal([("log", BoxOrderState.Done), ("status", BoxOrderState.Done)], orders.Select(order => (order.Kind, order.State)));
        Assert.All(orders, order => Assert.Equal(BoxCommandResult.OutcomeOneofCase.None, order.Result.OutcomeCase));
        link.Dispose();
    }

    [Fact]
    public async Task A_box_that_is_away_or_refuses_is_said_to()
    {
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => AskAsync(box, seconds: 1), "has not answered within 1 s");
        Assert.Equal(BoxOrderState.Expired, Assert.Single(await OrdersAsync(box)).State);

        var (link, _) = await BoxLink.ConnectAsync(own.Backend.Connect(token: null), box, EndPoint);
        var asked = AskAsync(box, seconds: 30);
        var command = (await link.NextAsync()).Command;
        await link.SendAsync(Failure(command.CommandId, CommandFailureKind.Unsupported, "an older box"));
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => asked, "an older box");
        link.Dispose();
    }

    [Fact]
    public async Task An_order_waits_for_a_box_that_is_away_is_sent_on_each_stream_and_has_one_outcome()
    {
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        using var stranger = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        var request = new RestartBoxRequest { RequestId = $"{Guid.NewGuid()}", BoxId = $"{box.Id}", Reason = "a new network" };
        var order = (await Fleet.RestartBoxAsync(request, cancellationToken: Cancellation)).Order;
        Assert.Equal((request.RequestId, "restart", "a new network", BoxOrderState.Waiting, "Operator"), (order.OrderId, order.Kind, order.Detail, order.State, order.OrderedBy));
        Assert.Equal(order, (await Fleet.RestartBoxAsync(request, cancellationToken: Cancellation)).Order);
        var another = request.Clone();
        another.Reason = "another";
        await Refusals.RefusedAsync(StatusCode.AlreadyExists, async () => await Fleet.RestartBoxAsync(another, cancellationToken: Cancellation), request.RequestId);

        var (link, _) = await BoxLink.ConnectAsync(own.Backend.Connect(token: null), box, EndPoint);
        Assert.Equal((request.RequestId, "a new network"), await RestartAsync(link));
        await link.SendAsync(new() { CommandResult = new() { CommandId = request.RequestId, Progress = new() { Detail = "restarting" } } });
        await Waiting.ForAsync("progress", () => OrdersAsync(box), orders => orders[0].Result?.Progress?.Detail == "restarting", Cancellation);
        link.Dispose();

        // It comes back, is asked again, and says what came of it; twice, and a stranger says something else.
        (link, _) = await BoxLink.ConnectAsync(own.Backend.Connect(token: null), box, EndPoint);
        var (strange, _) = await BoxLink.ConnectAsync(own.Backend.Connect(token: null), stranger, EndPoint);
        Assert.Equal((request.RequestId, "a new network"), await RestartAsync(link));
        await strange.SendAsync(Failure(request.RequestId, CommandFailureKind.Failed, "by a stranger"));
        await link.SendAsync(new() { CommandResult = new() { CommandId = request.RequestId, Configuration = new() { Revision = "not of a restart" } } });
        await link.SendAsync(new() { CommandResult = new() { CommandId = request.RequestId, Done = new() } });
        await link.SendAsync(Failure(request.RequestId, CommandFailureKind.Failed, "a second outcome"));
        await link.SendBatchAsync(box.Next([box.Energy(own.Backend.Clock.GetUtcNow(), 1)]));
        Assert.Equal(1UL, (await link.NextAsync()).Ack.Sequence);
        var done = Assert.Single(await OrdersAsync(box));
        Assert.Equal((BoxOrderState.Done, BoxCommandResult.OutcomeOneofCase.Done), (done.State, done.Result.OutcomeCase));
        Assert.True(done.SentAt <= done.FinishedAt && done.OrderedAt <= done.SentAt);
        link.Dispose();
        strange.Dispose();
    }

    [Fact]
    public async Task A_configuration_goes_down_as_it_was_ordered_and_nonsense_does_not()
    {
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        var request = new ConfigureBoxRequest { RequestId = $"{Guid.NewGuid()}", BoxId = $"{box.Id}", MergePatch = """{"batchSeconds": 30}""", BaseRevision = "ab12", HealthSeconds = 60 };
        foreach (var (change, says) in new (Action<ConfigureBoxRequest>, string)[]
                 {
                     (r => r.MergePatch = "", "either"), (r => r.Document = "{}", "either"), (r => r.MergePatch = "[1]", "object"), (r => r.MergePatch = "{", "no JSON"), (r => r.HealthSeconds = 4000, "health_seconds"),
                     (r => r.RequestId = "1", "request_id"),
                 })
        {
            var wrong = request.Clone();
            change(wrong);
            await Refusals.RefusedAsync(StatusCode.InvalidArgument, async () => await Fleet.ConfigureBoxAsync(wrong, cancellationToken: Cancellation), says);
        }

        await Fleet.ConfigureBoxAsync(request, cancellationToken: Cancellation);
        var (link, _) = await BoxLink.ConnectAsync(own.Backend.Connect(token: null), box, EndPoint);
        var command = (await link.NextAsync()).Command;
        Assert.Equal(("""{"batchSeconds": 30}""", "ab12", 60U), (command.Configuration.MergePatch, command.Configuration.BaseRevision, command.Configuration.HealthSeconds));
        await link.SendAsync(Failure(command.CommandId, CommandFailureKind.RolledBack, "meter 1 is silent"));
        var failed = await Waiting.ForAsync("the outcome", async () => (await OrdersAsync(box))[0], order => order.State == BoxOrderState.Failed, Cancellation);
        Assert.Equal((CommandFailureKind.RolledBack, "meter 1 is silent"), (failed.Result.Failure.Kind, failed.Result.Failure.Detail));
        link.Dispose();
    }

    [Fact]
    public async Task A_package_is_taken_in_once_ordered_and_fetched_from_any_offset()
    {
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        var package = Package("2.1.0", RandomNumberGenerator.GetBytes(700_000));
        var taken = await UploadAsync(package);
        Assert.Equal(("2.1.0", "linux-arm", package.LongLength, "1.0.0"), (taken.Version, taken.Architecture, taken.Bytes, taken.MinimumPreviousVersion));
        Assert.Equal(SHA256.HashData(package), taken.Sha256.ToByteArray());
        Assert.Equal(taken, await UploadAsync(package));
        Assert.Equal(taken, Assert.Single((await Fleet.ListPackagesAsync(new(), cancellationToken: Cancellation)).Packages, listed => listed.Sha256 == taken.Sha256));

        var request = new UpdateBoxRequest { RequestId = $"{Guid.NewGuid()}", BoxId = $"{box.Id}", PackageSha256 = ByteString.CopyFrom(new byte[32]) };
        await Refusals.RefusedAsync(StatusCode.NotFound, async () => await Fleet.UpdateBoxAsync(request, cancellationToken: Cancellation), "upload it first");
        request.PackageSha256 = taken.Sha256;
        await Fleet.UpdateBoxAsync(request, cancellationToken: Cancellation);
        var (link, _) = await BoxLink.ConnectAsync(own.Backend.Connect(token: null), box, EndPoint);
        var update = (await link.NextAsync()).Command.Update;
        Assert.Equal(("2.1.0", taken.Sha256, package.LongLength, false), (update.Version, update.PackageSha256, update.PackageBytes, update.AllowDowngrade));

        foreach (var offset in (int[])[0, 1, 262_144, 500_000, package.Length, package.Length + 1])
        {
            Assert.Equal(package.Skip(offset), await FetchAsync(taken.Sha256, offset));
        }

        await Refusals.RefusedAsync(StatusCode.NotFound, () => FetchAsync(ByteString.CopyFrom(new byte[32]), 0), "no such package");
        link.Dispose();
    }

    [Fact]
    public async Task What_is_no_package_is_not_taken_in()
    {
        var package = Package("2.2.0", [1, 2, 3]);
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, () => UploadAsync([]), "LEMPKG1");
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, () => UploadAsync(package[..20]), "damaged");
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, () => UploadAsync(package[..^1]), "cut off");
        await Refusals.RefusedAsync(StatusCode.InvalidArgument, () => UploadAsync(Package("new", [1])), "version 'new'");
    }

    [Fact]
    public async Task Nothing_is_ordered_of_a_box_that_is_unknown_or_revoked()
    {
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation, revoked: true);
        await Refusals.RefusedAsync(StatusCode.FailedPrecondition, () => AskAsync(box, seconds: 1), "revoked");
        await Refusals.RefusedAsync(
            StatusCode.NotFound,
            async () => await Fleet.RestartBoxAsync(new() { RequestId = $"{Guid.NewGuid()}", BoxId = $"{Guid.NewGuid()}", Reason = "none" }, cancellationToken: Cancellation), "no box");
        Assert.Empty(await OrdersAsync(box));
    }

    [Fact]
    public async Task Orders_are_listed_in_pages_the_newest_first()
    {
        using var box = await SoftwareBox.EnrolAsync(own.Database, Cancellation);
        for (var i = 1; i <= 5; i++)
        {
            await Fleet.RestartBoxAsync(new() { RequestId = $"{Guid.NewGuid()}", BoxId = $"{box.Id}", Reason = $"{i}" }, cancellationToken: Cancellation);
        }

        var seen = new StringBuilder();
        var token = "";
        do
        {
            var page = await Fleet.ListBoxOrdersAsync(new() { BoxId = $"{box.Id}", PageSize = 2, PageToken = token }, cancellationToken: Cancellation);
            seen.AppendJoin("", page.Orders.Select(order => order.Detail)).Append('|');
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal("54|32|1|", $"{seen}");
    }

    static BoxMessage Failure(string command, CommandFailureKind kind, string detail) =>
        new() { CommandResult = new() { CommandId = command, Failure = new() { Kind = kind, Detail = detail } } };

    static async Task<(string Id, string Reason)> RestartAsync(BoxLink link)
    {
        var command = (await link.NextAsync()).Command;
        return (command.CommandId, command.Restart.Reason);
    }

    async Task AskAsync(SoftwareBox box, uint seconds) =>
        await Fleet.GetBoxStatusAsync(new() { BoxId = $"{box.Id}", WaitSeconds = seconds }, cancellationToken: Cancellation);

    async Task<IReadOnlyList<BoxOrder>> OrdersAsync(SoftwareBox box) =>
        (await Fleet.ListBoxOrdersAsync(new() { BoxId = $"{box.Id}" }, cancellationToken: Cancellation)).Orders;

    async Task<SoftwarePackage> UploadAsync(byte[] package)
    {
        using var call = Fleet.UploadPackage(cancellationToken: Cancellation);
        foreach (var chunk in package.Chunk(100_000))
        {
            await call.RequestStream.WriteAsync(new() { Data = ByteString.CopyFrom(chunk) }, Cancellation);
        }

        await call.RequestStream.CompleteAsync();
        return (await call.ResponseAsync).Package;
    }

    async Task<byte[]> FetchAsync(ByteString sha256, long offset)
    {
        using var call = new BoxService.BoxServiceClient(own.Backend.Connect(token: null)).FetchPackage(new() { Sha256 = sha256, Offset = offset }, cancellationToken: Cancellation);
        using var fetched = new MemoryStream();
        while (await call.ResponseStream.MoveNext(Cancellation))
        {
            call.ResponseStream.Current.Data.WriteTo(fetched);
        }

        return fetched.ToArray();
    }

    /// <summary>The backend does not look at signatures: it has none of the supplier's update keys.</summary>
    static byte[] Package(string version, byte[] program)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(program);
        }

        var manifest = new PackageManifest
        {
            Version = version, Architecture = "linux-arm", ContentBytes = content.Length, ContentSha256 = ByteString.CopyFrom(SHA256.HashData(content.ToArray())), MinimumPreviousVersion = "1.0.0",
        };
        using var package = new MemoryStream();
        SignedPackage.WriteHead(package, new() { Manifest = manifest.ToByteString(), Signature = ByteString.CopyFrom(new byte[64]) });
        content.WriteTo(package);
        return package.ToArray();
    }
}
