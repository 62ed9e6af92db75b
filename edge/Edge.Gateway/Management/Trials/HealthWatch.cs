using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Management.Trials;

/// <summary>
/// Decides a trial: the box is well when its stream is open and every meter that answered before has answered since the start. Those that are not due are read in
/// between. Real time.
/// </summary>
public sealed class HealthWatch(Trial trial, MeterSet meters, MeterReader reader, BoxVitals vitals, OutcomeBook outcomes, TimeProvider real, ILogger log)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);

    /// <summary>Until it is decided.</summary>
    /// <exception cref="RestartException">The box did not become well; what was before is in place and wants a restart.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        log.TrialBegun(trial.What, trial.Patience.TotalSeconds);
        var begun = real.GetTimestamp();
        long? asked = null;
        while (Missing() is { } missing)
        {
            if (real.GetElapsedTime(begun) > trial.Patience)
            {
                var reason = $"within {trial.Patience.TotalSeconds:0} s {missing}.";
                trial.Revert(reason, result => outcomes.Keep(result));
                log.TrialReverted(trial.What, reason);
                throw new RestartException($"{trial.What} is undone: {reason}");
            }

            if (asked is not { } last || real.GetElapsedTime(last) >= AskAgain)
            {
                asked = real.GetTimestamp();
                await Task.WhenAll(Silent().Select(meter => AskAsync(meter, cancellationToken)));
            }

            await Task.Delay(Pause, real, cancellationToken);
        }

        trial.Confirm(result => outcomes.Keep(result));
        log.TrialConfirmed(trial.What, real.GetElapsedTime(begun).TotalSeconds);
    }

    /// <summary>What is missing of a box that is well; null if nothing is.</summary>
    string? Missing() =>
        !vitals.Link.Connected ? $"no stream to a backend could be opened ({vitals.Link.Failure})"
        : Silent().ToList() is { Count: > 0 } silent ? $"meters that answered before did not answer: {string.Join(", ", silent.Select(m => m.Index))}"
        : Gone().ToList() is { Count: > 0 } gone ? $"meters that answered before are not there any more: {string.Join(", ", gone)}"
        : null;

    IEnumerable<PolledMeter> Silent() => meters.Meters.Where(m => trial.Meters.Contains(m.Index) && !Answers(vitals.Meter(m.Index)));

    static bool Answers(MeterVital meter) => meter is { AnsweredAt: not null, Failure.Length: 0 };

    IEnumerable<uint> Gone() => trial.Meters.Where(index => meters.Find(index) is null);

    async Task AskAsync(PolledMeter meter, CancellationToken cancellationToken)
    {
        var (readings, _) = await reader.ReadAsync(meter, planned: null, cancellationToken);
        log.TrialAsked(meter.Index, readings.Count(r => r.Quality != Quality.Missing));
    }
}
