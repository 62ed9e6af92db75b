using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Management;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Edge.Gateway.Vitals;

/// <summary>Puts together how the box is, from what the parts have written and the journal.</summary>
public sealed class BoxReporter(BoxOptions options, Installation installation, BoxVitals vitals, TimeProvider real)
{
    readonly TimeProvider _market = MarketClock.Parse(options.Clock);

    /// <summary>Set when the box is enrolled.</summary>
    public string BoxId { get; set; } = "";

    /// <summary>Set while there is a journal.</summary>
    public Func<JournalReport>? Journal { get; set; }

    /// <summary>What is on trial; empty if nothing is.</summary>
    public string Trial { get; set; } = "";

    /// <exception cref="Gateway.Journal.JournalException">The journal cannot be read.</exception>
    public BoxReport Read() => new(
        BoxId,
        installation.Version,
        Installation.Architecture,
        installation.Slot,
        vitals.StartedAt,
        real.GetUtcNow(),
        _market.GetUtcNow(),
        options.Clock,
        installation.ConfigurationRevision,
        Environment.WorkingSet,
        Trial,
        vitals.Link,
        Journal?.Invoke(),
        [.. options.Meters.OrderBy(m => m.Index).Select(Meter)],
        vitals.Parts);

    MeterReport Meter(MeterOptions meter)
    {
        var vital = vitals.Meter((uint)meter.Index);
        return new(
            (uint)meter.Index, meter.Serial, meter.Type, vital.AnsweredAt, vital.Failure,
            [.. vital.Readings.Values.Select(r => new ValueReport(r.Register, r.Value, r.Quality, r.Time))]);
    }
}
