using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Errors;

/// <summary>The details of an error as they travel: a google.rpc.Status in the trailer <c>grpc-status-details-bin</c>.</summary>
static class ErrorDetails
{
    public const string Trailer = "grpc-status-details-bin";

    /// <summary>Peers take about 8 KiB of headers at least; message and details (as base64) together stay below.</summary>
    const int MostMessage = 2_000;
    const int MostBytes = 4_300;

    /// <summary>The same status with a message that every peer takes.</summary>
    public static Grpc.Core.Status Short(this Grpc.Core.Status status)
    {
        if (status.Detail.Length <= MostMessage)
        {
            return status;
        }

        var length = char.IsHighSurrogate(status.Detail[MostMessage - 1]) ? MostMessage - 1 : MostMessage;
        return new(status.StatusCode, string.Concat(status.Detail.AsSpan(0, length), " …"));
    }

    /// <summary>The exception that ends the call with these details.</summary>
    public static RpcException ToRpcException(this RefusalException refusal, string requestId) =>
        new(refusal.Status.Short(), new Metadata { { Trailer, refusal.ToBytes(requestId) } });

    public static byte[] ToBytes(this RefusalException refusal, string requestId)
    {
        var info = new ErrorInfo { Reason = ReasonNames.Of(refusal.Reason), Domain = ReasonNames.Domain, Metadata = { new Dictionary<string, string>(refusal.Metadata, StringComparer.Ordinal) } };
        var shortened = refusal.Status.Short();
        var status = new Google.Rpc.Status { Code = (int)shortened.StatusCode, Message = shortened.Detail, Details = { Any.Pack(info), Any.Pack(RequestOf(requestId)) } };
        foreach (var detail in refusal.Details)
        {
            // What does not fit is left out: the message says it too, and an error that cannot be read says nothing.
            var packed = Any.Pack(detail);
            if (status.CalculateSize() + packed.CalculateSize() < MostBytes)
            {
                status.Details.Add(packed);
            }
        }

        return status.ToByteArray();
    }

    /// <summary>The details of an error that a service gave no reason for.</summary>
    public static byte[] ToBytes(this Grpc.Core.Status status, string requestId) => new Google.Rpc.Status
    {
        Code = (int)status.StatusCode, Message = status.Short().Detail, Details = { Any.Pack(RequestOf(requestId)) },
    }.ToByteArray();

    static RequestInfo RequestOf(string requestId) => new() { RequestId = requestId };
}
