using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>Reads a meter once, stamps the values, and writes them down before anybody else sees them.</summary>
public sealed class MeterReader(BoxJournal journal, TimeProvider market, TimeProvider real, BoxVitals? vitals = null)
{
    /// <summary>A meter that has not answered by then is silent. Real time.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="planned">The instant the poll was planned for; null for one that was asked for in between.</param>
    /// <returns>The readings as they are in the journal, and why the meter was silent, if it was.</returns>
    public async Task<(IReadOnlyList<Reading> Readings, string? Failure)> ReadAsync(
        PolledMeter meter, DateTimeOffset? planned, CancellationToken cancellationToken)
    {
        var before = market.GetUtcNow();
        var (values, failure) = await ValuesAsync(meter, cancellationToken);
        var time = ReadingTime.Of(before, market.GetUtcNow(), planned);
        var readings = values.Select(v => new Reading(meter.Serial, meter.Index, (Register)v.Register, time, v.Value, (Quality)v.Quality));
        var written = journal.Append([.. readings]);
        vitals?.MeterRead(meter, written, failure);
        return (written, failure);
    }

    async Task<(IReadOnlyList<MeterValue> Values, string? Failure)> ValuesAsync(PolledMeter meter, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, real);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return (await meter.Meter.ReadAsync(both.Token), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Missing(meter), $"it did not answer within {Patience.TotalSeconds:0} s");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong with one meter or its driver, the others are read on; the log says it.
            return (Missing(meter), e.Message);
        }
    }

    static IReadOnlyList<MeterValue> Missing(PolledMeter meter) => [.. meter.Registers.Select(MeterValue.Missing)];
}
