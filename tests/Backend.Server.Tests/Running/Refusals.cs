using Grpc.Core;

namespace LocalEnergyMarket.Backend.Server.Tests.Running;

/// <summary>What a refused call says: for the person who asked, and nothing of the inside.</summary>
static class Refusals
{
    static readonly string[] Inside = ["Exception", "   at ", "Npgsql", "Marten", "mt_", "LocalEnergyMarket.", "Something went wrong inside"];

    public static async Task<string> RefusedAsync(StatusCode code, Func<Task> call, params IEnumerable<string> says)
    {
        var status = (await Assert.ThrowsAsync<RpcException>(call)).Status;
        Assert.True(code == status.StatusCode, $"{code} was expected: {status}");
        AssertNothingInner(status);
        foreach (var part in says)
        {
            Assert.Contains(part, status.Detail, StringComparison.OrdinalIgnoreCase);
        }

        return status.Detail;
    }

    public static void AssertNothingInner(Status status)
    {
        Assert.False(status.StatusCode is StatusCode.Internal or StatusCode.Unknown, $"{status}");
        Assert.DoesNotContain(Inside, part => status.Detail.Contains(part, StringComparison.Ordinal));
    }
}
