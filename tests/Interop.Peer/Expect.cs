using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace LocalEnergyMarket.Interop.Peer;

/// <summary>What cases demand of the other side.</summary>
static class Expect
{
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InteropException($"{what}: expected {expected}, got {actual}");
        }
    }

    public static void Zeros(int size, Payload? payload) => Equal(new Payload { Body = Payloads.Zeros(size) }, payload, $"a payload of {size} zeros");

    /// <summary>The call ends with this code.</summary>
    /// <returns>Its status, for the message.</returns>
    public static async Task<Status> StatusAsync(StatusCode code, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException e)
        {
            Equal(code, e.StatusCode, $"the status (with '{e.Status.Detail}')");
            return e.Status;
        }

        throw new InteropException($"the status: expected {code}, got OK");
    }
}

static class Payloads
{
    public static ByteString Zeros(int size) => UnsafeByteOperations.UnsafeWrap(new byte[size]);

    public static Payload Of(int size) => new() { Body = Zeros(size) };
}
