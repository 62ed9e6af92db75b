using Grpc.Core;
using LocalEnergyMarket.Client.Errors;

namespace LocalEnergyMarket.Portal.Web.Backend;

static class Answers
{
    /// <summary>The answer, or null where the backend says that there is none yet.</summary>
    public static async Task<T?> OrNoneAsync<T>(this AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (NotFoundException)
        {
            return null;
        }
    }
}
