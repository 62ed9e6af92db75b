using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Journal;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Chain;

/// <summary>Sends signed reports, the same bytes until their outcome shows in the contract's tables.</summary>
sealed class ReportSender(Eos chain, ReportJournal journal, TimeProvider real, ILogger log)
{
    /// <summary>A node may forget what it took, when it stops or a fork falls away; and one that was short of something may have it again.</summary>
    static readonly TimeSpan SendAgain = TimeSpan.FromSeconds(10);

    /// <summary>When each was sent, and what was last said about it.</summary>
    readonly Dictionary<long, (long At, string Reason)> _sent = [];

    /// <exception cref="HttpRequestException">No node answers: it may have arrived or not, and is sent again.</exception>
    public async Task SendAsync(ChainReport report, CancellationToken cancellationToken)
    {
        var signed = report.Sealed ?? throw new InvalidOperationException("Only what is signed is sent.");
        var reason = _sent.TryGetValue(report.Id, out var before) ? before.Reason : "";
        if (before.At != 0 && real.GetElapsedTime(before.At) < SendAgain)
        {
            return;
        }

        try
        {
            await chain.SendTransaction(
                new([Signature.Parse(signed.Signature)], TransactionCompression.None, ReadOnlyMemory<byte>.Empty, signed.Transaction), cancellationToken);
            log.ReportSent(Named(report));
            reason = "";
        }
        catch (EosioApiException refusal)
        {
            reason = Judge(report, refusal, reason);
        }

        _sent[report.Id] = (real.GetTimestamp(), reason);
    }

    /// <summary>It is at its end, or new bytes take the place of the old.</summary>
    public void Forget(long id) => _sent.Remove(id);

    public static string Named(ChainReport report) => report.Timeslot > 0
        ? $"The report on the timeslot {DateTimeOffset.FromUnixTimeSeconds(report.Timeslot):yyyy-MM-dd'T'HH:mm'Z'}"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The report on event {report.Event}");

    string Judge(ChainReport report, EosioApiException refusal, string before)
    {
        var why = refusal.Details.Length > 0 ? refusal.Details : refusal.What;
        switch (Refusals.Of(refusal))
        {
            case Refusal.Never:
                log.ReportDropped(Named(report), why);
                journal.Finish(report.Id, ReportState.Dropped, $"the chain refused it: {why}");
                return "";
            case Refusal.Later when why != before:
                log.ReportWaits(Named(report), why);
                return why;
            case Refusal.Later:
                return why;
            default:
                return "";
        }
    }
}
