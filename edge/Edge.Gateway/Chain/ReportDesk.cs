using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Chain;

/// <summary>
/// The one place that answers events, whether the backend passed them on or the box found them itself: a meter is read once and salted once for an
/// event, so whichever transaction gets in says the same (docs/adr/0024).
/// </summary>
public sealed class ReportDesk(MeterSet meters, MeterReader reader, ChainReporter reporter, ReportJournal journal, ILogger log) : IDisposable
{
    readonly SemaphoreSlim _turn = new(1);

    /// <summary>Whether a chain is the one that the box was enrolled for.</summary>
    public bool IsChain(ReadOnlySpan<byte> chainId) => reporter.ChainId.ToArray().AsSpan().SequenceEqual(chainId);

    /// <summary>The answer as it stands, or as it is made now: meter read, written down, signed, written down.</summary>
    /// <param name="frame">Expiration and reference block of a transaction that is to be signed.</param>
    /// <param name="outlived">Whether a signed transaction can get into no block any more.</param>
    /// <returns>A report with its transaction; or why there is none (yet).</returns>
    public async Task<(ChainReport? Report, string? Failure)> AnswerAsync(
        ulong eventId, uint meterIndex, Transaction frame, Func<SealedReport, bool> outlived, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outlived);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var report = journal.Enter(eventId, meterIndex);
            if (report.State != ReportState.Unfinished || (report.Sealed is { } stands && !outlived(stands)))
            {
                return report.Sealed is null ? (null, report.Detail) : (report, null);
            }

            if (report.Opening is null)
            {
                var (reading, failure) = await ReadAsync(meterIndex, cancellationToken);
                if (reading is null)
                {
                    return (null, failure);
                }

                report = report with { Opening = new(SaltedLeaf.NewSalt(), Canonical(reading)) };
                journal.KeepOpening(report.Id, report.Opening.Value);
            }

            return (await SignAsync(report, report.Opening.Value, frame, cancellationToken), null);
        }
        catch (Exception e) when (e is TpmException or IOException)
        {
            return (null, e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    internal static SealedReport Seal(SignedTransaction signed) =>
        new(signed.Transaction.Pack(), signed.Signatures[0].ToString(), signed.Transaction.Expiration.Time);

    async Task<ChainReport> SignAsync(ChainReport report, ReportOpening opening, Transaction frame, CancellationToken cancellationToken)
    {
        var commitment = new SaltedLeaf(opening.Salt.Span, opening.Content.Span).Commitment;
        var answer = Report.OnEvent(reporter.Account, report.Event, new(commitment.ToArray()));
        var signed = Seal(await reporter.SignAsync(answer, frame, cancellationToken));
        journal.KeepSealed(report.Id, signed);
        log.Reported(report.Event, report.Meter);
        return report with { Sealed = signed };
    }

    /// <summary>
    /// Reads the meter now, over the connection that polls it too. Of a meter's counters the one that counted more is reported: a plant's
    /// export, a consumer's import.
    /// </summary>
    async Task<(Reading? Reading, string? Failure)> ReadAsync(uint meterIndex, CancellationToken cancellationToken)
    {
        if (meters.Find(meterIndex) is not { } meter)
        {
            return (null, $"this box has no meter with the index {meterIndex}");
        }

        var (readings, failure) = await reader.ReadAsync(meter, planned: null, cancellationToken);
        var reading = readings
            .Where(r => r.Register is Register.EnergyImportWh or Register.EnergyExportWh && r.Quality != Quality.Missing)
            .OrderByDescending(r => r.Value).ThenBy(r => r.Register).FirstOrDefault();
        return (reading, reading is null ? $"meter {meter.Index} gave no counter: {failure ?? "it has none"}" : null);
    }

    static byte[] Canonical(Reading reading) => ReadingLeaf.Canonical(
        reading.MeterSerial, reading.MeterIndex, (int)reading.Register, reading.Time.ToUnixTimeMilliseconds(), reading.Value, (int)reading.Quality);
}
