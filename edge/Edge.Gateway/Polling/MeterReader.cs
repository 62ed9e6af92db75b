using System.Collections.Concurrent;
using LocalEnergyMarket.Edge.Gateway.Clock;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Polling;

/// <summary>Reads a meter once, stamps and judges the values, and writes them down before anybody else sees them.</summary>
public sealed class MeterReader(ReadingWriter writer, TimeProvider market, TimeProvider real, BoxVitals? vitals = null)
{
    /// <summary>A meter that has not answered by then is silent. Real time.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<uint, (FrozenCounters Counters, long At)> _frozen = [];

    /// <summary>With a writer and a clock of its own, that nobody is asked about.</summary>
    public MeterReader(BoxJournal journal, TimeProvider market, TimeProvider real, BoxVitals? vitals = null)
        : this(new ReadingWriter(journal, new ClockWatch(market, real), real), market, real, vitals)
    {
    }

    /// <summary>The newest readings, as they are in the journal.</summary>
    public LatestReadings Latest { get; } = new();

    /// <param name="planned">The instant the poll was planned for; null for one that was asked for in between.</param>
    /// <returns>The readings as they are in the journal, and why the meter was silent, if it was.</returns>
    /// <exception cref="JournalUnavailableException">They could not be written, and are counted.</exception>
    public async Task<(IReadOnlyList<Reading> Readings, string? Failure)> ReadAsync(
        PolledMeter meter, DateTimeOffset? planned, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(meter);
        Task<IReadOnlyList<Reading>> writing;
        string? failure;
        using (writer.Expect())
        {
            var asked = market.GetTimestamp();
            (var values, failure) = await ValuesAsync(meter, cancellationToken);
            values = failure is null ? Judge(meter, values) : values;
            var took = market.GetElapsedTime(asked);
            writing = writer.WriteAsync(sure => Stamp(meter, values, took, planned, sure));
        }

        var readings = await writing;
        Latest.Update(readings);
        vitals?.MeterRead(meter, readings, failure);
        return (readings, failure);
    }

    /// <summary>What was asked lies before what is now by as long as it took, whatever was done to the clock meanwhile.</summary>
    IReadOnlyList<Reading> Stamp(PolledMeter meter, IReadOnlyList<MeterValue> values, TimeSpan took, DateTimeOffset? planned, bool sure)
    {
        var now = market.GetUtcNow();
        var time = ReadingTime.Of(now - took, now, planned);
        return
        [
            .. values.Select(value => new Reading(
                meter.Serial, meter.Index, (Register)value.Register, time, value.Value,
                sure ? (Quality)value.Quality : QualityOrder.Worst((Quality)value.Quality, Quality.ClockUnsure))),
        ];
    }

    IReadOnlyList<MeterValue> Judge(PolledMeter meter, IReadOnlyList<MeterValue> values)
    {
        var now = market.GetTimestamp();
        var (frozen, before) = _frozen.GetOrAdd(meter.Index, _ => (new(), now));
        _frozen[meter.Index] = (frozen, now);
        lock (frozen)
        {
            return frozen.Judge(values, market.GetElapsedTime(before, now));
        }
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
