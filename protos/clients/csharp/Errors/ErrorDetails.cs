using Google.Protobuf;
using Google.Rpc;

namespace LocalEnergyMarket.Client.Errors;

/// <summary>What a server adds to a status for programs: google.rpc.Status in the trailer <c>grpc-status-details-bin</c>.</summary>
sealed record ErrorDetails(ErrorInfo? Info, RequestInfo? Request, TimeSpan? RetryDelay, BadRequest? BadRequest, PreconditionFailure? Precondition, QuotaFailure? Quota, ResourceInfo? Resource)
{
    public const string HeaderName = "grpc-status-details-bin";

    public static readonly ErrorDetails None = new(null, null, null, null, null, null, null);

    /// <param name="header">As it stands in a header: base 64, with or without padding; null if there is none.</param>
    public static ErrorDetails Parse(string? header)
    {
        if (header is null)
        {
            return None;
        }

        var padded = header.PadRight((header.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? Parse(bytes.AsSpan(0, length)) : None;
    }

    /// <summary>What cannot be read is left out: the status stands without it.</summary>
    public static ErrorDetails Parse(ReadOnlySpan<byte> message)
    {
        Status status;
        try
        {
            status = Status.Parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException)
        {
            return None;
        }

        return new(
            Find<ErrorInfo>(status), Find<RequestInfo>(status), Find<RetryInfo>(status)?.RetryDelay?.ToTimeSpan(), Find<BadRequest>(status),
            Find<PreconditionFailure>(status), Find<QuotaFailure>(status), Find<ResourceInfo>(status));
    }

    static T? Find<T>(Status status)
        where T : class, IMessage, new()
    {
        foreach (var detail in status.Details)
        {
            try
            {
                if (detail.TryUnpack<T>(out var found))
                {
                    return found;
                }
            }
            catch (InvalidProtocolBufferException)
            {
                return null;
            }
        }

        return null;
    }
}
