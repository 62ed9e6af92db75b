using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Client.Trust;
using Status = Google.Rpc.Status;

namespace LocalEnergyMarket.Client.Tests.Servers;

static class Some
{
    /// <summary>Options with short pauses, so that what is repeated is repeated soon, and time to connect on a busy machine.</summary>
    public static LemOptions Options(TestAuthority authority, params Uri[] addresses) => new()
    {
        Addresses = addresses,
        Authorities = TrustedAuthorities.Of(authority.Certificate),
        ConnectTimeout = TimeSpan.FromSeconds(25),
        FirstPause = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(200),
        Retry = new() { FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(500) },
    };

    public static RpcException Failure(StatusCode code, string message, params IMessage[] details)
    {
        var status = new Status { Code = (int)code, Message = message };
        status.Details.AddRange(details.Select(Any.Pack));
        return new(new(code, message), details.Length == 0 ? [] : new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }

    public static RpcException Limited(TimeSpan delay) =>
        Failure(StatusCode.ResourceExhausted, "too many calls", new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) });

    /// <summary>Which server answers.</summary>
    public static async Task<string> WhoAsync(this LemClient client) =>
        (await client.Status.GetStatusAsync(new(), cancellationToken: TestContext.Current.CancellationToken)).Version;
}
