using System.Globalization;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>Calls the service as often as it is worth it, and never more than the day's calls allow.</summary>
/// <param name="client">The service.</param>
/// <param name="patience">When a call is repeated.</param>
/// <param name="reservePercent">Of the day's calls, left to others, %.</param>
/// <param name="time">The real time: the service does not keep the market's.</param>
/// <param name="run">Hears of pauses.</param>
sealed class ServiceCaller(MastrClient client, PatienceRules patience, int reservePercent, TimeProvider time, ISyncRun run)
{
    static readonly TimeZoneInfo Germany = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>A call that is refused on so many days for want of quota is not refused for that.</summary>
    const int MostDays = 3;

    /// <summary>What is left of the day's calls, as far as it is known.</summary>
    public DailyQuota? Quota { get; private set; }

    /// <summary>Calls of this run, those without an answer too.</summary>
    public long Calls { get; private set; }

    /// <exception cref="MastrServiceException">No answer, however often it was asked.</exception>
    public async Task<SoapAnswer> CallAsync(SoapRequest request, CancellationToken cancellation)
    {
        for (var days = 0; ; days++)
        {
            await WaitForQuotaAsync(cancellation);
            try
            {
                return await PatientlyAsync(request, cancellation);
            }
            catch (MastrServiceException e) when (e.Fault == MastrFault.QuotaExhausted && days < MostDays)
            {
                // The service knows better than the count.
                await run.WarnAsync(e.Message, cancellation);
                await PauseForQuotaAsync(cancellation);
            }
        }
    }

    /// <summary>Asks for the day's calls now.</summary>
    public async Task<DailyQuota> LookAsync(CancellationToken cancellation)
    {
        var request = new SoapRequest(SoapOperations.Quota);
        try
        {
            Quota = DailyQuota.Of(await PatientlyAsync(request, cancellation));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new MastrServiceException(MastrFault.Damaged, request, "did not say how many calls are left", e);
        }

        return Quota;
    }

    async Task WaitForQuotaAsync(CancellationToken cancellation)
    {
        if (Quota is not { IsStale: false })
        {
            await LookOrWaitAsync(cancellation);
        }

        while (!Quota!.Allows(reservePercent))
        {
            await PauseForQuotaAsync(cancellation);
        }
    }

    /// <summary>Until the calls of another day, and then looks; if there are none yet, a pause later again.</summary>
    async Task PauseForQuotaAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var pause = DailyQuota.UntilReset(now, Germany);
        await PauseAsync(pause, $"the day's calls are used up ({Used()}): waiting until {Clock(now + pause)}", cancellation);
        await LookOrWaitAsync(cancellation);
    }

    async Task LookOrWaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await LookAsync(cancellation);
                return;
            }
            catch (MastrServiceException e) when (e.Fault == MastrFault.QuotaExhausted)
            {
                await PauseAsync(patience.QuotaPause, $"the day's calls are used up: looking again at {Clock(time.GetUtcNow() + patience.QuotaPause)}", cancellation);
            }
        }
    }

    async Task<SoapAnswer> PatientlyAsync(SoapRequest request, CancellationToken cancellation)
    {
        var failures = new Dictionary<MastrFault, int>();
        var first = time.GetTimestamp();
        while (true)
        {
            Calls++;
            Quota = Quota?.AfterCall();
            try
            {
                return await client.CallAsync(request, cancellation);
            }
            catch (MastrServiceException e)
            {
                var failed = failures[e.Fault] = failures.GetValueOrDefault(e.Fault) + 1;
                if (Patience.After(patience, request, e, failed, time.GetElapsedTime(first)) is not { } pause)
                {
                    throw;
                }

                await PauseAsync(pause, $"{e.Message} It is asked again at {Clock(time.GetUtcNow() + pause)}", cancellation);
            }
        }
    }

    async Task PauseAsync(TimeSpan pause, string why, CancellationToken cancellation)
    {
        await run.SayAsync($"{why}.", cancellation);
        await run.ProgressAsync(0, null, why, cancellation);
        await Task.Delay(pause, time, cancellation);
    }

    string Used() => Quota is { Limit: { } limit } quota ? string.Create(CultureInfo.InvariantCulture, $"{quota.Used} of {limit}, {reservePercent} % are kept") : "as the service says";

    static string Clock(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Germany).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
