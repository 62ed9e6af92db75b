using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>Why a request is answered with an error.</summary>
/// <param name="HttpStatus">Mostly what the code's table says; 404, 405 and 415 for what is no call.</param>
/// <param name="Details">Of google.rpc.Status: each an Any.</param>
sealed record ConnectError(int HttpStatus, StatusCode Code, string Message, IReadOnlyList<Google.Protobuf.WellKnownTypes.Any> Details)
{
    public ConnectError(StatusCode code, string message)
        : this(ConnectCodes.HttpStatusOf(code), code, message, [])
    {
    }

    public ConnectError(int httpStatus, StatusCode code, string message)
        : this(httpStatus, code, message, [])
    {
    }

    /// <summary>How long to wait before the call is tried again, if the error says so, whole seconds.</summary>
    public long? RetrySeconds => Details.Where(detail => detail.Is(RetryInfo.Descriptor)).Select(detail => detail.Unpack<RetryInfo>().RetryDelay).FirstOrDefault() is { } delay
        ? delay.Seconds + (delay.Nanos > 0 ? 1 : 0)
        : null;

    /// <summary>From what gRPC sends at the end of a call.</summary>
    /// <param name="details"><c>grpc-status-details-bin</c>: a google.rpc.Status in base64 with or without padding; empty if there is none.</param>
    public static ConnectError OfStatus(StatusCode code, string message, string details)
    {
        var status = details.Length == 0 ? new Status() : Status.Parser.ParseFrom(ByteString.FromBase64(details.PadRight((details.Length + 3) / 4 * 4, '=')));
        return new(ConnectCodes.HttpStatusOf(code), code, message, status.Details);
    }
}

/// <summary>The request cannot become a call.</summary>
sealed class NoCallException(ConnectError error) : RpcException(new(error.Code, error.Message), error.Message)
{
    public ConnectError Error { get; } = error;
}
