using LocalEnergyMarket.Edge.Gateway.Clock;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Service;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>
/// Reads one meter for ever; each meter has a loop of its own, so that a silent one costs the others nothing. A poll that takes longer than the
/// period leaves out those that would have been due meanwhile: nothing piles up, and the next is on the grid again.
/// </summary>
public sealed class MeterPoller(PolledMeter meter, MeterReader reader, Pulse pulse, TimeProvider market, ILogger log, TimeProvider? real = null)
{
    readonly TimeProvider _real = real ?? TimeProvider.System;
    string? _failure;

    /// <summary>Whether the meter did not answer when it was last asked.</summary>
    public bool IsSilent => Volatile.Read(ref _failure) is not null;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var planned = DateTimeOffset.MinValue;
        while (true)
        {
            pulse.Beat();
            planned = PollSchedule.Next(market.GetUtcNow(), planned, meter.Period);
            if (!await market.UntilAsync(planned, _real, cancellationToken))
            {
                planned = DateTimeOffset.MinValue;
                continue;
            }

            try
            {
                var (_, failure) = await reader.ReadAsync(meter, planned, cancellationToken);
                Report(failure);
            }
            catch (JournalUnavailableException)
            {
                // The journal has counted them, and the loop of the batches says it; the meters are read on.
            }
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
