using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>Reads a meter once, stamps the values, and writes them down before anybody else sees them.</summary>
public sealed class MeterReader(BoxJournal journal, TimeProvider market, TimeProvider real)
{
    /// <summary>A meter that has not answered by then is silent. Real time.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>The readings as they are in the journal, and why the meter was silent, if it was.</returns>
    public async Task<(IReadOnlyList<Reading> Readings, string? Failure)> ReadAsync(PolledMeter meter, CancellationToken cancellationToken)
    {
        var before = market.GetUtcNow();
        var (values, failure) = await ValuesAsync(meter, cancellationToken);
        // The value was true at some instant between the question and the answer.
        var time = before + ((market.GetUtcNow() - before) / 2);
        var readings = values.Select(v => new Reading(meter.Serial, meter.Index, (Register)v.Register, time, v.Value, (Quality)v.Quality));
        return (journal.Append([.. readings]), failure);
    }

    async Task<(IReadOnlyList<MeterValue> Values, string? Failure)> ValuesAsync(PolledMeter meter, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, real);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return (await meter.Meter.ReadAsync(both.Token), null);
        }
        catch (MeterException e)
        {
            return (Missing(meter), e.Message);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (Missing(meter), $"it did not answer within {Patience.TotalSeconds:0} s");
        }
    }

    static IReadOnlyList<MeterValue> Missing(PolledMeter meter) => [.. meter.Registers.Select(MeterValue.Missing)];
}
