using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Rpc.Telemetry;

/// <summary>Where traces, metrics and logs go. Nothing leaves the process as long as there is no endpoint.</summary>
public sealed class TelemetryOptions
{
    /// <summary>A collector that takes OTLP: <c>http://127.0.0.1:4317</c>; none if empty.</summary>
    [RegularExpression("https?://.+", ErrorMessage = "'OtlpEndpoint' is not an http or https address.")]
    public string OtlpEndpoint { get; set; } = "";

    /// <summary><c>grpc</c> (port 4317 as a rule) or <c>http/protobuf</c> (4318).</summary>
    [AllowedValues("grpc", "http/protobuf", ErrorMessage = "'OtlpProtocol' is neither grpc nor http/protobuf.")]
    public string OtlpProtocol { get; set; } = "grpc";

    /// <summary>A file with headers for the collector, such as a token: one <c>name=value</c> a line; none if empty.</summary>
    public string OtlpHeadersFile { get; set; } = "";

    /// <summary>Which part of the traces that begin here is kept, 0 to 1. A trace that begins with the caller is kept if the caller keeps it.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 0.1;

    /// <summary>How often metrics are sent, s.</summary>
    [Range(1, 3600)]
    public int MetricSeconds { get; set; } = 60;

    /// <summary>What the backend is called (<c>service.name</c>).</summary>
    [Required]
    public string ServiceName { get; set; } = "lem-backend";
}
