using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>The box's report and log as they go to the backend.</summary>
static class StatusWire
{
    public static BoxStatus ToWire(BoxReport report)
    {
        var wire = new BoxStatus
        {
            Version = report.Version,
            Architecture = report.Architecture,
            Slot = report.Slot,
            StartedAt = report.StartedAt.ToTimestamp(),
            Time = report.Time.ToTimestamp(),
            MarketTime = report.MarketTime.ToTimestamp(),
            ConfigurationRevision = report.ConfigurationRevision,
            MemoryBytes = report.MemoryBytes,
            Problems = { report.Problems.Take(100).Select(p => Cut(p.English, 1000)) },
            Link = new()
            {
                Backend = Cut(report.Link.Backend, 1000),
                Connected = report.Link.Connected,
                Since = report.Link.Since.ToTimestamp(),
                AcknowledgedAt = report.Link.AcknowledgedAt?.ToTimestamp(),
                AcknowledgedSequence = report.Link.AcknowledgedSequence,
                Failure = Cut(report.Link.Failure, 1000),
            },
            Meters = { report.Meters.Select(ToWire) },
            Parts = { report.Parts.Select(p => new PartCondition { Part = Cut(p.Part, 200), Well = p.Well, Detail = Cut(p.Detail, 1000) }) },
        };
        if (report.Journal is { } journal)
        {
            wire.Journal = new()
            {
                OpenReadings = journal.OpenReadings,
                WaitingBatches = journal.WaitingBatches,
                RefusedBatches = journal.RefusedBatches,
                Bytes = journal.Bytes,
                MostBytes = journal.MostBytes,
                Gaps = journal.Gaps,
            };
        }

        return wire;
    }

    public static LogExcerpt ToWire(IEnumerable<LoggedLine> lines, long dropped) => new()
    {
        Lines = { lines.Select(line => new LogLine { Time = line.Time.ToTimestamp(), Level = ToWire(line.Level), Text = line.Text }) },
        Dropped = (ulong)dropped,
    };

    public static LogLevel FromWire(BoxLogLevel level) => level switch
    {
        BoxLogLevel.Debug => LogLevel.Debug,
        BoxLogLevel.Warning => LogLevel.Warning,
        BoxLogLevel.Error => LogLevel.Error,
        _ => LogLevel.Information,
    };

    static BoxLogLevel ToWire(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => BoxLogLevel.Debug,
        LogLevel.Information => BoxLogLevel.Information,
        LogLevel.Warning => BoxLogLevel.Warning,
        _ => BoxLogLevel.Error,
    };

    static MeterCondition ToWire(MeterReport meter) => new()
    {
        Index = meter.Index,
        Serial = Cut(meter.Serial, 64),
        Type = Cut(meter.Type, 1000),
        AnsweredAt = meter.AnsweredAt?.ToTimestamp(),
        Failure = Cut(meter.Failure, 1000),
        Readings = { meter.Values.Select(v => new MeterReading { Register = v.Register, Value = v.Value, Quality = v.Quality, Time = v.Time.ToTimestamp() }) },
    };

    static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
