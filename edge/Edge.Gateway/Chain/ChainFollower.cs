using LocalEnergyMarket.Client.Connecting;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Control.Panel;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Hardware.Tpm;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Chain;

/// <summary>
/// Follows the chain for ever, beside the polls and the backend's stream: none of them waits for it. When no node answers it goes on later, with pauses that grow to
/// five minutes; whatever happens, it goes on from the journal.
/// </summary>
sealed class ChainFollower(
    Eos chain, ChainTables tables, EventReports events, TimeslotReports? timeslots, ReportJournal journal, ChainPace pace, TimeSpan expiry, TimeProvider real,
    ILogger log, BoxVitals? vitals = null)
{
    readonly BackOff _backOff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
    bool _held;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            TimeSpan pause;
            try
            {
                pause = pace.After(await StepAsync(cancellationToken));
                if (failures > 0)
                {
                    log.ChainBack();
                }

                failures = 0;
                Report(null);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsPassing(e))
            {
                if (failures++ == 0)
                {
                    log.ChainAway(e.Message);
                }

                _held = false;
                Report(e.Message);
                pause = _backOff.After(failures);
            }

            await Task.Delay(pause, real, cancellationToken);
        }
    }

    /// <summary>Takes in what is new, and moves what is unfinished on by one step.</summary>
    /// <returns>Whether something is on its way.</returns>
    internal async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (!_held)
        {
            await HoldPositionAsync(cancellationToken);
        }

        var due = timeslots?.Due();
        if (due is null && journal.Unfinished().Count == 0 && (await tables.EventsAfterAsync(journal.Position(), cancellationToken)).Rows.Count == 0)
        {
            return false;
        }

        var now = await ChainMoment.NowAsync(chain, expiry, real, cancellationToken);
        while (await events.TakeInAsync(now, cancellationToken))
        {
            // A page at a time, so that a box that was off for long does not hold them all.
        }

        if (due is { } ended && timeslots is not null && timeslots.IsFree(journal.Unfinished()))
        {
            await timeslots.ReportAsync(ended.Slot, ended.Last, now, cancellationToken);
        }

        var busy = false;
        foreach (var report in journal.Unfinished())
        {
            if (report.Timeslot == 0)
            {
                await events.AdvanceAsync(report, now, cancellationToken);
                busy = true;
            }
            else if (timeslots is not null)
            {
                busy |= await timeslots.AdvanceAsync(report, now, cancellationToken);
            }
            else
            {
                // They were switched off.
                journal.Forget(report.Id);
            }
        }

        return busy;
    }

    /// <param name="failure">Why the chain cannot be followed; null if it is.</param>
    void Report(string? failure)
    {
        var (position, unfinished) = (journal.Position(), journal.Unfinished().Count);
        vitals?.Report(failure is null
            ? new("chain", true, $"Followed to event {position}, {unfinished} reports on their way.", $"Verfolgt bis Ereignis {position}, {unfinished} Meldungen unterwegs.", LampSign.NoLink)
            : new(
                "chain", false, $"It cannot be followed: {failure}; {unfinished} reports wait. Check the network and the nodes' addresses.",
                $"Sie kann nicht verfolgt werden: {failure}; {unfinished} Meldungen warten. Netz und Adressen der Knoten prüfen.", LampSign.NoLink));
    }

    /// <summary>
    /// The contract counts its events. A position beyond is of a chain that was made anew, or of a node that showed events that there are not: kept, it
    /// would hide those to come.
    /// </summary>
    async Task HoldPositionAsync(CancellationToken cancellationToken)
    {
        var (position, last) = (journal.Position(), await tables.LastEventAsync(cancellationToken));
        if (last < position)
        {
            log.PositionBeyond(position, last);
            journal.TakeIn(last, []);
        }

        _held = true;
    }

    /// <summary>A node or the TPM that is away, a node that says what no node says, a node of another chain.</summary>
    static bool IsPassing(Exception e) =>
        e is HttpRequestException or OperationCanceledException or EosioApiException or EosioFormatException or InvalidOperationException or TpmException or IOException;
}
