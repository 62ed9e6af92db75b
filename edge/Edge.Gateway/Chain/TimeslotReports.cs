using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.Wire.Signing;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Chain;

/// <summary>
/// Reports each finished timeslot: a commitment to the chain of batches up to its end. One is on its way at a time; what was missed in an outage is
/// covered by the next, because each batch holds the hash of the one before.
/// </summary>
sealed class TimeslotReports(
    ChainTables tables, ChainReporter reporter, BoxJournal batches, ReportJournal journal, ReportSender sender, TimeProvider market, TimeProvider real,
    ILogger log)
{
    /// <summary>Real time after which no reading of a timeslot is on its way any more: a meter that is silent is given up after ten seconds.</summary>
    static readonly TimeSpan Settled = TimeSpan.FromSeconds(15);

    /// <summary>A box that is not registered yet looks again so often.</summary>
    static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    readonly TimeSpan _settled = Settled * ((market as MarketClock)?.Factor ?? 1);
    /// <summary>Reports that the contract's table shows, and that may still fall away with a fork.</summary>
    readonly HashSet<long> _shown = [];
    Timeslot _considered = new(0);
    long _notBefore;
    bool _revoked;

    /// <summary>The newest timeslot that can be reported and has news; null if there is none.</summary>
    public (Timeslot Slot, StoredBatch Last)? Due()
    {
        var slot = Timeslot.Containing(market.GetUtcNow() - _settled).Plus(-1);
        if (_revoked || slot <= _considered || (_notBefore != 0 && real.GetElapsedTime(_notBefore) < LookAgain) || batches.LastBatchUpTo(slot.End) is not { } last)
        {
            return null;
        }

        if (last.Sequence <= journal.CoveredSequence())
        {
            _considered = slot;
            return null;
        }

        return (slot, last);
    }

    /// <summary>Signs the report, writes it down and sends it.</summary>
    public async Task ReportAsync(Timeslot slot, StoredBatch last, ChainMoment now, CancellationToken cancellationToken)
    {
        if (await tables.BoxAsync(reporter.Account, cancellationToken) is not { } box)
        {
            _notBefore = real.GetTimestamp();
            log.NoTimeslots($"the chain does not know the box {reporter.Account} yet");
            return;
        }

        _notBefore = 0;
        if (box.Revoked)
        {
            _revoked = true;
            log.NoTimeslots("the box was revoked");
            return;
        }

        _considered = slot;
        var start = (uint)slot.StartUnixSeconds;
        if (box.Timeslot >= start)
        {
            return;
        }

        var commitment = BatchChainCommitment.Of(last.Sequence, last.Hash.Span, last.Signature.Span);
        var report = Report.OnTimeslot(reporter.Account, start, new(commitment));
        journal.EnterTimeslot(start, last.Sequence, ReportDesk.Seal(await reporter.SignAsync(report, now.Frame, cancellationToken)));
    }

    /// <summary>Whether none is on its way to the table.</summary>
    public bool IsFree(IReadOnlyList<ChainReport> unfinished) => unfinished.All(report => report.Timeslot == 0 || _shown.Contains(report.Id));

    /// <summary>One step of a report towards its end. The table shows more than what is final; it is final when irreversible time is past the expiration.</summary>
    /// <returns>Whether something is on its way.</returns>
    public async Task<bool> AdvanceAsync(ChainReport report, ChainMoment now, CancellationToken cancellationToken)
    {
        var isPast = report.Sealed is not { } signed || now.IsPast(signed.Expires);
        if (await tables.BoxAsync(reporter.Account, cancellationToken) is not { } box || box.Timeslot < report.Timeslot)
        {
            _shown.Remove(report.Id);
            if (!isPast)
            {
                await sender.SendAsync(report, cancellationToken);
                return true;
            }

            // The newest timeslot takes its place, the same or a later one.
            journal.Forget(report.Id);
            _considered = new(0);
        }
        else if (isPast)
        {
            log.ReportFinal(ReportSender.Named(report));
            journal.Finish(report.Id, ReportState.Done);
            _shown.Remove(report.Id);
        }
        else
        {
            _shown.Add(report.Id);
        }

        sender.Forget(report.Id);
        return false;
    }
}
