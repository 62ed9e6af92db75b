using LocalEnergyMarket.Backend.Rpc.Calls.Methods;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Deadlines;

/// <summary>
/// Gives a call a deadline where its caller sets none or one too far away: in the header, before gRPC reads it, so that Grpc.AspNetCore itself keeps it
/// for every kind of call, cancels the service and answers DEADLINE_EXCEEDED.
/// </summary>
sealed class CallDeadlines(RpcOptions options)
{
    readonly TimeSpan _call = TimeSpan.FromSeconds(options.Deadlines.CallSeconds);
    readonly TimeSpan _longestCall = TimeSpan.FromSeconds(options.Deadlines.LongestCallSeconds);
    readonly TimeSpan _upload = TimeSpan.FromSeconds(options.Deadlines.UploadSeconds);
    readonly TimeSpan _longestUpload = TimeSpan.FromSeconds(options.Deadlines.LongestUploadSeconds);

    /// <exception cref="RefusalException">The header is malformed, or the time is over.</exception>
    public void Set(HttpRequest request, CallMethod method)
    {
        var asked = Asked(request);
        if (asked <= TimeSpan.Zero)
        {
            throw Refusal.TooLate(Reason.TimeoutOver, "The call's deadline passed before it began.");
        }

        var (usual, longest) = method.Descriptor switch
        {
            { IsServerStreaming: true } => (TimeSpan.MaxValue, TimeSpan.MaxValue),
            { IsClientStreaming: true } => (_upload, _longestUpload),
            _ => (_call, _longestCall),
        };
        var granted = asked ?? usual;
        granted = granted < longest ? granted : longest;
        if (granted != asked && granted != TimeSpan.MaxValue)
        {
            request.Headers[GrpcTimeout.Header] = GrpcTimeout.Format(granted);
        }
    }

    static TimeSpan? Asked(HttpRequest request)
    {
        var header = request.Headers[GrpcTimeout.Header];
        return header.Count == 0 ? null
            : (header is [{ } text] ? GrpcTimeout.Parse(text) : null) ?? throw Refusal.Invalid(
                Reason.TimeoutMalformed, "The header grpc-timeout is malformed: send at most eight digits and a unit (H, M, S, m, u, n), for example '5S'.");
    }
}
