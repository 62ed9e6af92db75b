using System.Diagnostics;
using OpenTelemetry.Trace;

namespace LocalEnergyMarket.Backend.Rpc.Telemetry;

/// <summary>
/// Traces begin with a call, not with a question to the database: jobs ask it several times a second, and each question would be a trace of
/// its own.
/// </summary>
sealed class CallSampler(double ratio) : Sampler
{
    readonly TraceIdRatioBasedSampler _kept = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind == ActivityKind.Client ? new(SamplingDecision.Drop) : _kept.ShouldSample(samplingParameters);
}
