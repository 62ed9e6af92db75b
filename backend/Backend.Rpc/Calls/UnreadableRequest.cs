using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls;

/// <summary>Requests that did not get as far as a message: what Grpc.AspNetCore says of them, in our words.</summary>
static class UnreadableRequest
{
    /// <summary>Null if the status says something else.</summary>
    public static RefusalException? Explain(Status status) => status.StatusCode switch
    {
        StatusCode.ResourceExhausted => Refusal.TooLarge(Reason.MessageTooLarge, "The message is larger than the backend takes: send less at once, or a file in smaller chunks."),
        StatusCode.Unimplemented => Refusal.Unimplemented(Reason.EncodingUnknown, $"{status.Detail.TrimEnd('.')}: compress with gzip, or not at all."),

        // An exception of the parser, and what Grpc.AspNetCore finds wrong with a frame.
        StatusCode.Unknown => Malformed("it does not parse"),
        StatusCode.Internal => Malformed(status.Detail),
        _ => null,
    };

    public static RefusalException Malformed(string what) =>
        Refusal.Invalid(Reason.MessageMalformed, $"The request is no message of the method's type ({what.TrimEnd('.')}): send what the method's proto says.");
}
