using System.Diagnostics;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Boxes;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Backend.Testbed.Otlp;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Server.Tests.Telemetry;

/// <summary>What a collector gets from a real backend.</summary>
public sealed class TelemetryTests(RunningSystem system) : IDisposable
{
    const int Server = 2;
    const int Client = 3;
    const int Consumer = 5;

    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task A_trace_goes_on_from_the_caller_through_the_call_to_database_and_chain(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var files = new ServerFiles(_scratch.In("files"));
        await File.WriteAllTextAsync(files.In("otlp.headers"), "x-token=only-for-the-collector\n", Cancellation);
        var backend = await StartAsync(files, receiver, protocol, ratio: 0);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var caller = ActivitySpanId.CreateRandom().ToHexString();
        Metadata Kept() => new() { { "traceparent", $"00-{trace}-{caller}-01" } };
        var calls = backend.As("C-0001");
        await new StatusService.StatusServiceClient(backend.As("Operator")).GetStatusAsync(new(), Kept(), cancellationToken: Cancellation);
        await Refusals.RefusedAsync(
            StatusCode.NotFound,
            () => new EvidenceService.EvidenceServiceClient(calls).GetProofsAsync(new() { CustomerId = "C-0001", Timeslot = 900 }, Kept(), cancellationToken: Cancellation).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => UnknownAsync(calls, Kept()));
        await new StatusService.StatusServiceClient(calls).GetStatusAsync(new(), cancellationToken: Cancellation);
        await backend.DisposeAsync();

        var spans = receiver.Spans.ToList();
        Assert.All(spans, span => Assert.Equal(trace, Hex(span.TraceId)));
        var served = spans.Where(span => span.Kind == Server).ToDictionary(span => span.Name, StringComparer.Ordinal);
        Assert.Equal("grpc,lem.v1.EvidenceService/GetProofs,lem.v1.StatusService/GetStatus", string.Join(',', served.Keys.Order(StringComparer.Ordinal)));
        Assert.All(served.Values, span => Assert.Equal(caller, Hex(span.ParentSpanId)));
        var status = served["lem.v1.StatusService/GetStatus"];
        Assert.Equal(
            ("grpc", "lem.v1.StatusService/GetStatus", "OK", "127.0.0.1", $"{backend.Address.Port}", null),
            (status.Attributes.Value("rpc.system.name"), status.Attributes.Value("rpc.method"), status.Attributes.Value("rpc.response.status_code"),
                status.Attributes.Value("server.address"), status.Attributes.Value("server.port"), status.Attributes.Value("error.type")));
        var refused = served["lem.v1.EvidenceService/GetProofs"];
        Assert.Equal(("NOT_FOUND", null, 0), (refused.Attributes.Value("rpc.response.status_code"), refused.Attributes.Value("error.type"), refused.Status?.Code ?? 0));
        var unknown = served["grpc"];
        Assert.Equal(
            ("_OTHER", "UNIMPLEMENTED", "UNIMPLEMENTED", 2),
            (unknown.Attributes.Value("rpc.method"), unknown.Attributes.Value("rpc.response.status_code"), unknown.Attributes.Value("error.type"), unknown.Status.Code));

        var inside = spans.Where(span => span.Kind == Client && span.ParentSpanId.Equals(status.SpanId)).ToList();
        Assert.Contains(inside, span => span.Attributes.Value("db.system.name") == "postgresql");
        Assert.Contains(inside, span => span.Attributes.Value("url.full")?.Contains("get_info", StringComparison.Ordinal) == true);
        Assert.Equal("only-for-the-collector", Assert.Single(receiver.Tokens.Keys));
        Assert.All(receiver.Traces.SelectMany(resource => resource.Scopes).Where(scope => scope.Scope.Name.EndsWith(".Rpc", StringComparison.Ordinal)), scope =>
            Assert.Equal("https://opentelemetry.io/schemas/1.45.0", scope.SchemaUrl));
        Assert.All(receiver.Traces, resource => Assert.Equal("lem-backend", resource.Resource.Attributes.Value("service.name")));
        AssertNothingPersonal(receiver, "only-for-the-collector", Callers.TokenOf("Operator"), Callers.TokenOf("C-0001"), "C-0001", "control room");
    }

    [Fact]
    public async Task A_box_is_counted_and_each_batch_is_a_trace_of_its_own()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Cancellation);
        using var files = new ServerFiles(_scratch.In("files"));
        await File.WriteAllTextAsync(files.In("otlp.headers"), "", Cancellation);
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        var backend = await StartAsync(files, receiver, "http/protobuf", ratio: 1, database);
        using var box = await SoftwareBox.EnrolAsync(database, Cancellation);
        var (link, _) = await BoxLink.ConnectAsync(backend.Connect(token: null), box, SignedHello.EndPoint(files.Certificates.Server));
        var now = system.Clock.GetUtcNow();
        var batch = box.Next([box.Energy(now, 1), box.Energy(now.AddSeconds(1), 2), box.Energy(now.AddSeconds(2), 3)]);
        await link.SendBatchAsync(batch);
        Assert.Equal(1UL, (await link.NextAsync()).Ack.Sequence);
        await link.SendBatchAsync(batch);
        Assert.Equal(1UL, (await link.NextAsync()).Ack.Sequence);
        await Waiting.ForAsync(
            "the stream's count", () => Task.FromResult(receiver.Latest("lem.box.streams")?.Sum.Points.Single().Number ?? 0), streams => streams == 1, Cancellation);
        await link.CompleteAsync();
        await link.EndAsync();
        link.Dispose();
        await backend.DisposeAsync();

        var stream = receiver.Spans.Single(span => span.Name == "lem.v1.BoxService/Connect");
        var taken = receiver.Spans.Where(span => span.Name == "lem.box.batch").ToList();
        Assert.Equal(2, taken.Count);
        Assert.All(taken, span => Assert.Equal((Consumer, true, stream.SpanId), (span.Kind, span.ParentSpanId.IsEmpty, Assert.Single(span.Links).SpanId)));
        Assert.All(taken, span => Assert.Contains(receiver.Spans, inside => inside.ParentSpanId.Equals(span.SpanId) && inside.Attributes.Value("db.system.name") == "postgresql"));
        Assert.DoesNotContain(receiver.Spans, span => span.Kind == Client && span.ParentSpanId.IsEmpty);

        Assert.Equal(3, receiver.Latest("lem.box.readings")!.Sum.Points.Single().Number);
        var batches = receiver.Latest("lem.box.batches")!.Sum.Points.ToDictionary(point => point.Attributes.Value("lem.batch.outcome")!, point => point.Number, StringComparer.Ordinal);
        Assert.Equal((2, 1, 1), (batches.Count, batches["stored"], batches["repeated"]));
        Assert.Contains(receiver.Latest("lem.outbox.entries")!.Gauge.Points, point => point.Attributes.Value("lem.outbox.state") == "open");
        Assert.Contains(receiver.Latest("lem.job.rounds")!.Sum.Points, point => point.Attributes.Value("lem.job.name") == "TimeslotJob" && point.Number > 0);
        var duration = receiver.Latest("rpc.server.call.duration")!;
        var point = Assert.Single(duration.Histogram.Points);
        Assert.Equal(("s", 1UL, 14, 0.005), (duration.Unit, point.Count, point.Bounds.Count, point.Bounds[0]));
        Assert.Equal(("lem.v1.BoxService/Connect", "OK"), (point.Attributes.Value("rpc.method"), point.Attributes.Value("rpc.response.status_code")));

        var log = receiver.Records.Single(record => record.Body.Text.Contains("is connected", StringComparison.Ordinal));
        Assert.Equal(stream.TraceId, log.TraceId);
        Assert.Contains($"[trace {Hex(stream.TraceId)}]", await File.ReadAllTextAsync(backend.Process.LogFile, Cancellation), StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    static void AssertNothingPersonal(OtlpReceiver receiver, params string[] secrets)
    {
        var texts = receiver.Traces.Select(spans => spans.ToString()).Concat(receiver.Metrics.Select(metrics => metrics.ToString())).Concat(receiver.Logs.Select(logs => logs.ToString()));
        Assert.All(texts, text => Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));
    }

    static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    static async Task UnknownAsync(CallInvoker caller, Metadata headers)
    {
        var bytes = Marshallers.Create(value => value, value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "lem.v1.MadeUp", "C-0001", bytes, bytes);
        await caller.AsyncUnaryCall(method, null, new CallOptions(headers, cancellationToken: Cancellation), []);
    }

    async Task<OneBackend> StartAsync(ServerFiles files, OtlpReceiver receiver, string protocol, int ratio, string? database = null) => await OneBackend.StartAsync(
        _scratch.In("backend"), files, database ?? await system.Cluster.CreateDatabaseAsync(Cancellation), system.Chain.Url, system.Clock, Cancellation,
        settings => settings["Telemetry"] = new JsonObject
        {
            ["OtlpEndpoint"] = protocol == "grpc" ? receiver.GrpcEndpoint : receiver.HttpEndpoint,
            ["OtlpProtocol"] = protocol,
            ["OtlpHeadersFile"] = files.In("otlp.headers"),
            ["SampleRatio"] = ratio,
            ["MetricSeconds"] = 1,
        });
}
