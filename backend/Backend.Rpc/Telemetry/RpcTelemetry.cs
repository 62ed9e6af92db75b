using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LocalEnergyMarket.Backend.Rpc.Telemetry;

/// <summary>What calls say of themselves, named as OpenTelemetry's semantic conventions for RPC and gRPC do (version 1.45.0, where they are stable).</summary>
public static class RpcTelemetry
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "LocalEnergyMarket.Backend.Rpc";

    const string Conventions = "https://opentelemetry.io/schemas/1.45.0";

    /// <summary>The boundaries that the convention advises, s.</summary>
    static readonly double[] Boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    static readonly Meter Meter = new(new MeterOptions(Name) { TelemetrySchemaUrl = Conventions });

    static readonly Counter<long> Limited = Meter.CreateCounter<long>("lem.rpc.rate_limited", "{call}", "Calls refused because their caller made too many.");

    internal static ActivitySource Source { get; } = new(new ActivitySourceOptions(Name) { TelemetrySchemaUrl = Conventions });

    internal static Histogram<double> CallDuration { get; } = Meter.CreateHistogram<double>(
        "rpc.server.call.duration", "s", "Duration of inbound calls.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Boundaries });

    /// <summary>A call was refused because its caller made too many.</summary>
    /// <param name="method">The method's full name, <c>lem.v1.MarketService/PlaceBid</c>; only one that exists, or every made-up name would be a series.</param>
    public static void RateLimited(string method) => Limited.Add(1, new KeyValuePair<string, object?>("rpc.method", method));
}
