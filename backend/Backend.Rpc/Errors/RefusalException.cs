using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Errors;

/// <summary>
/// A call is refused, with all that its caller is to know: a status, a sentence that says what is wrong, where, and what to do, a reason that programs
/// can act on, and details (messages of google.rpc). <see cref="Refusal"/> makes them.
/// </summary>
public sealed class RefusalException(Status status, Reason reason, params IReadOnlyList<IMessage> details) : RpcException(status, status.Detail)
{
    public Reason Reason => reason;

    /// <summary>Beside the reason and the request id, which every error has.</summary>
    public IReadOnlyList<IMessage> Details => details;

    /// <summary>What the reason is about, for programs: <c>price_to_beat_mct_per_kwh</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
