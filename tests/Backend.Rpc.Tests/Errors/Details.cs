using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Errors;

/// <summary>Reads an error as a client does.</summary>
static class Details
{
    public static Google.Rpc.Status StatusOf(RpcException error)
    {
        var bytes = error.Trailers.GetValueBytes("grpc-status-details-bin");
        Assert.NotNull(bytes);
        var status = Google.Rpc.Status.Parser.ParseFrom(bytes);
        Assert.Equal((int)error.StatusCode, status.Code);
        Assert.Equal(error.Status.Detail, status.Message);
        return status;
    }

    public static T? Find<T>(RpcException error)
        where T : class, IMessage<T>, new() =>
        StatusOf(error).Details.Select(detail => detail.TryUnpack<T>(out var found) ? found : null).SingleOrDefault(found => found is not null);

    public static T Get<T>(RpcException error)
        where T : class, IMessage<T>, new()
    {
        var found = Find<T>(error);
        Assert.NotNull(found);
        return found;
    }

    public static string? ReasonOf(RpcException error) => Find<ErrorInfo>(error) is { Domain: "lem" } info ? info.Reason : null;

    public static async Task<RpcException> RefusedAsync(StatusCode code, string reason, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(code, error.StatusCode);
        Assert.Equal(reason, ReasonOf(error));
        return error;
    }
}
