using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LocalEnergyMarket.Backend.Rpc.Telemetry;

/// <summary>Sends traces, metrics and logs by OTLP, and gives every line of the log its trace.</summary>
public static class TelemetryExport
{
    /// <summary>Our own, of whatever part.</summary>
    const string Ours = "LocalEnergyMarket.*";

    /// <exception cref="InvalidDataException">The headers' file cannot be used.</exception>
    public static void AddRpcTelemetry(this IHostApplicationBuilder builder, TelemetryOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Logging.AddConsole(console => console.FormatterName = TraceLineFormatter.FormatterName)
            .AddConsoleFormatter<TraceLineFormatter, ConsoleFormatterOptions>();
        builder.Logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.None);

        // The web server would begin a span of its own around ours.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        if (options.OtlpEndpoint.Length == 0)
        {
            builder.Services.AddHostedService<TraceIds>();
            return;
        }

        var headers = HeadersOf(options.OtlpHeadersFile);
        var resource = ResourceBuilder.CreateEmpty().AddService(
            options.ServiceName, serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3), serviceInstanceId: Guid.NewGuid().ToString());
        builder.Services.AddSingleton(_ => Traces(options, resource, headers));
        builder.Services.AddSingleton(_ => Metrics(options, resource, headers));
        builder.Services.AddHostedService<TelemetryProviders>();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(resource);
            logs.IncludeFormattedMessage = true;
            logs.AddOtlpExporter(exporter => Set(exporter, options, "logs", headers));
        });
    }

    static TracerProvider Traces(TelemetryOptions options, ResourceBuilder resource, string headers) => Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(resource)
        .SetSampler(new ParentBasedSampler(new CallSampler(options.SampleRatio)))
        .AddSource(Ours, "Npgsql", "System.Net.Http")
        .AddOtlpExporter(exporter => Set(exporter, options, "traces", headers))
        .Build();

    static MeterProvider Metrics(TelemetryOptions options, ResourceBuilder resource, string headers) => Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(resource)
        .AddMeter(Ours, "Npgsql", "System.Net.Http", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel")
        .AddOtlpExporter((exporter, reader) =>
        {
            Set(exporter, options, "metrics", headers);
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = options.MetricSeconds * 1000;
        })
        .Build();

    static void Set(OtlpExporterOptions exporter, TelemetryOptions options, string signal, string headers)
    {
        var overHttp = options.OtlpProtocol != "grpc";
        exporter.Protocol = overHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = new(overHttp ? $"{options.OtlpEndpoint.TrimEnd('/')}/v1/{signal}" : options.OtlpEndpoint);
        exporter.Headers = headers;
    }

    static string HeadersOf(string file)
    {
        try
        {
            return file.Length == 0 ? "" : string.Join(',', File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"Telemetry:OtlpHeadersFile: {e.Message}", e);
        }
    }

    /// <summary>Brings the providers to life; the container disposes them, which sends what they still hold.</summary>
    sealed class TelemetryProviders(TracerProvider traces, MeterProvider metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            GC.KeepAlive(traces);
            GC.KeepAlive(metrics);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Without a collector calls have a trace all the same, for the log and for whom the backend calls.</summary>
    sealed class TraceIds : IHostedService, IDisposable
    {
        readonly ActivityListener _listener = new()
        {
            ShouldListenTo = source => source.Name == RpcTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };

        public Task StartAsync(CancellationToken cancellationToken)
        {
            ActivitySource.AddActivityListener(_listener);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _listener.Dispose();
    }
}
