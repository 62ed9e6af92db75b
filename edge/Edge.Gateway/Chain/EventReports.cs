using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Chain;

/// <summary>Finds the contract's events for this box and brings their answers to the chain.</summary>
sealed class EventReports(
    ChainTables tables, Name account, ReportDesk desk, ReportJournal journal, ReportSender sender, MeterSet meters, TimeProvider real, ILogger log)
{
    /// <summary>A meter that is silent is asked again so often, and so long: who asked for a reading wanted it soon.</summary>
    static readonly TimeSpan MeterPause = TimeSpan.FromSeconds(30);
    static readonly TimeSpan MeterPatience = TimeSpan.FromHours(1);

    readonly Dictionary<long, long> _silent = [];

    /// <summary>Writes down the events for this box that are final.</summary>
    /// <returns>Whether there is more to be had at once.</returns>
    public async Task<bool> TakeInAsync(ChainMoment now, CancellationToken cancellationToken)
    {
        var (rows, more) = await tables.EventsAfterAsync(journal.Position(), cancellationToken);
        var final = rows.TakeWhile(row => now.IsFinal(row.Sent)).ToList();
        if (final.Count == 0)
        {
            return false;
        }

        var ours = final.Where(row => row.Box == account && !row.Reported).ToList();
        journal.TakeIn(final[^1].Id, [.. ours.Select(row => (row.Id, (uint)row.Meter))]);
        foreach (var row in ours)
        {
            log.Asked(row.Id, row.Meter);
        }

        return more && final.Count == rows.Count;
    }

    /// <summary>One step of an answer towards its end.</summary>
    public async Task AdvanceAsync(ChainReport report, ChainMoment now, CancellationToken cancellationToken)
    {
        if (await tables.EventAsync(report.Event, cancellationToken) is not { } row)
        {
            // A node that is behind may not have it yet.
            if (await tables.LastEventAsync(cancellationToken) >= report.Event)
            {
                Drop(report, "the chain has removed the event");
            }
        }
        else if (row.Box != account)
        {
            Drop(report, "the event is another box's");
        }
        else if (row.Reported)
        {
            await SettleAsync(report, now, cancellationToken);
        }
        else if (report.Sealed is { } signed && !now.IsPast(signed.Expires))
        {
            await sender.SendAsync(report, cancellationToken);
        }
        else
        {
            await AnswerAsync(report, now, cancellationToken);
        }
    }

    /// <summary>Ours or the backend's sending of it: the salt and the reading are the same.</summary>
    async Task SettleAsync(ChainReport report, ChainMoment now, CancellationToken cancellationToken)
    {
        if (await tables.ReportAsync(report.Event, cancellationToken) is not { } answer || now.IsFinal(answer.Received))
        {
            log.ReportFinal(ReportSender.Named(report));
            Finish(report, ReportState.Done, "");
        }
    }

    async Task AnswerAsync(ChainReport report, ChainMoment now, CancellationToken cancellationToken)
    {
        if (meters.Find(report.Meter) is null)
        {
            Drop(report, $"this box has no meter with the index {report.Meter}");
            return;
        }

        if (_silent.TryGetValue(report.Id, out var asked) && real.GetElapsedTime(asked) < MeterPause)
        {
            return;
        }

        var (answer, failure) = await desk.AnswerAsync(
            report.Event, report.Meter, now.Frame, signed => now.IsPast(signed.Expires), cancellationToken);
        if (answer is not null)
        {
            _silent.Remove(report.Id);
            sender.Forget(report.Id);
            await sender.SendAsync(answer, cancellationToken);
        }
        else if (real.GetUtcNow() - report.Made > MeterPatience)
        {
            Drop(report, failure ?? "");
        }
        else if (_silent.TryAdd(report.Id, real.GetTimestamp()))
        {
            log.NotReported(report.Event, failure ?? "");
        }
        else
        {
            _silent[report.Id] = real.GetTimestamp();
        }
    }

    void Drop(ChainReport report, string reason)
    {
        log.ReportDropped(ReportSender.Named(report), reason);
        Finish(report, ReportState.Dropped, reason);
    }

    void Finish(ChainReport report, ReportState state, string reason)
    {
        journal.Finish(report.Id, state, reason);
        sender.Forget(report.Id);
        _silent.Remove(report.Id);
    }
}
