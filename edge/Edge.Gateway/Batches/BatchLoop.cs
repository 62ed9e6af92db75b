using LocalEnergyMarket.Edge.Gateway.Clock;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.Quantities;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Batches;

/// <summary>Closes batches on the market's clock, shortly after the polls of the same grid, and deletes what is acknowledged and old.</summary>
public sealed class BatchLoop(BatchCloser closer, BoxJournal journal, TimeSpan period, TimeSpan keep, Pulse pulse, TimeProvider market, ILogger log, TimeProvider? real = null)
{
    /// <summary>When so many batches wait, nobody waits for the next: it is closed at the end of a quarter hour, and holds more for its bytes.</summary>
    const int Backlog = 60;

    /// <summary>Time for the polls at the same instant to be written down.</summary>
    readonly TimeSpan _lag = TimeSpan.FromTicks(Math.Min(period.Ticks / 4, TimeSpan.FromSeconds(5).Ticks));
    readonly TimeProvider _real = real ?? TimeProvider.System;
    Timeslot? _last;
    string? _problem;
    long _givenUp;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            pulse.Beat();
            if (!await market.UntilAsync(PollSchedule.Next(market.GetUtcNow() - _lag, period) + _lag, _real, cancellationToken))
            {
                continue;
            }

            try
            {
                await CloseDueAsync(cancellationToken);
                var deleted = journal.Delete(market.GetUtcNow() - keep);
                if (deleted > 0)
                {
                    log.BatchesDeleted(deleted);
                }
            }
            catch (JournalUnavailableException)
            {
                // Said below; whatever was to be done is due the next time as well.
            }

            Report(journal.State());
        }
    }

    Task CloseDueAsync(CancellationToken cancellationToken)
    {
        var slot = Timeslot.Containing(market.GetUtcNow());
        if (slot == _last && journal.Count(BatchState.Waiting) >= Backlog)
        {
            return Task.CompletedTask;
        }

        _last = slot;
        return CloseAllAsync(cancellationToken);
    }

    async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await closer.CloseAsync(cancellationToken) is { } batch)
            {
                log.BatchClosed(batch.Sequence, batch.Content.Length);
            }
        }
        catch (Exception e) when (e is TpmException or IOException and not JournalUnavailableException)
        {
            log.BatchNotSigned(e.Message);
        }
    }

    /// <summary>Says it once when the journal cannot be written, once when it can again, and how much was given up since it was said last.</summary>
    void Report(JournalState state)
    {
        if (state.Problem is { } problem && _problem is null)
        {
            log.JournalAway(problem);
        }
        else if (state.Problem is null && _problem is not null)
        {
            log.JournalBack();
        }

        if (state.GivenUp > _givenUp)
        {
            log.ReadingsGivenUp(state.GivenUp - _givenUp, state.Bytes, state.MaxBytes);
        }

        (_problem, _givenUp) = (state.Problem, state.GivenUp);
    }
}
