using LocalEnergyMarket.Client.Errors;

namespace LocalEnergyMarket.MainJob.Clients;

/// <summary>Waits for conditions, never for time.</summary>
static class Waiting
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks until the answer is one, and returns it. While the backend is away or knows nothing yet, it is asked again.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="limit">Far more than it takes: whoever waits longer waits for ever.</param>
    /// <exception cref="StepFailedException">It did not come; the message says what was there last.</exception>
    public static async Task<T> ForAsync<T>(
        string what, TimeSpan limit, Func<CancellationToken, Task<T?>> ask, CancellationToken cancellation, Func<string>? last = null)
        where T : class
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(limit);
        var answered = "";
        try
        {
            while (true)
            {
                try
                {
                    if (await ask(timeout.Token) is { } answer)
                    {
                        return answer;
                    }

                    answered = last?.Invoke() ?? "";
                }
                catch (LemException e) when (e is UnavailableException or NotFoundException && !timeout.IsCancellationRequested)
                {
                    answered = e.Message;
                }

                await Task.Delay(Pause, timeout.Token);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new StepFailedException($"{what} did not come within {limit.TotalSeconds:0} s; last: {answered}");
        }
    }
}
