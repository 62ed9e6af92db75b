using LocalEnergyMarket.Edge.Gateway.Service;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>Reads one meter for ever; each meter has a loop of its own, so that a silent one costs the others nothing.</summary>
public sealed class MeterPoller(PolledMeter meter, MeterReader reader, Pulse pulse, TimeProvider market, ILogger log)
{
    string? _failure;

    /// <summary>Whether the meter did not answer when it was last asked.</summary>
    public bool IsSilent => Volatile.Read(ref _failure) is not null;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var planned = DateTimeOffset.MinValue;
        while (true)
        {
            pulse.Beat();
            var now = market.GetUtcNow();
            // A timer may wake a little early, and the same instant must not be polled twice.
            planned = PollSchedule.Next(now > planned ? now : planned, meter.Period);
            await Task.Delay(planned - now, market, cancellationToken);
            var (_, failure) = await reader.ReadAsync(meter, planned, cancellationToken);
            Report(failure);
        }
    }

    /// <summary>Says it once when the meter falls silent, and once when it is back.</summary>
    void Report(string? failure)
    {
        if (failure is not null && _failure is null)
        {
            log.MeterSilent(meter.Serial, failure);
        }
        else if (failure is null && _failure is not null)
        {
            log.MeterBack(meter.Serial);
        }

        _failure = failure;
    }
}
