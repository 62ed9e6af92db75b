using Grpc.Core;

namespace LocalEnergyMarket.Portal.Web.Backend;

static class Answers
{
    /// <summary>The answer, or null where the backend says that there is none yet (NOT_FOUND).</summary>
    public static async Task<T?> OrNoneAsync<T>(this AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}
