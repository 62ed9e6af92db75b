using Grpc.Core;
using LocalEnergyMarket.Testbed;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>Waits for what the system does by itself.</summary>
public static class Waiting
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the answer is there and right; NOT_FOUND is not there yet.</summary>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> isRight, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause);
        var start = TimeProvider.System.GetTimestamp();
        var last = "nothing";
        do
        {
            try
            {
                var answer = await ask();
                if (isRight(answer))
                {
                    return answer;
                }

                last = $"{answer}";
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                last = e.Status.Detail;
            }
        }
        while (TimeProvider.System.GetElapsedTime(start) < Limit && await timer.WaitForNextTickAsync(cancellation));

        throw new TestbedException($"{what} did not come within {Limit.TotalSeconds:0} s; last: {last}");
    }
}
