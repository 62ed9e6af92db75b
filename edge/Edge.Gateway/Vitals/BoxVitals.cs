using System.Collections.Concurrent;
using System.Collections.Immutable;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Vitals;

/// <summary>The stream to the backend, as its part last saw it.</summary>
/// <param name="Since">Since when it is open, or is not.</param>
/// <param name="Failure">Why it is not; empty if it is.</param>
public sealed record LinkVital(string Backend, bool Connected, DateTimeOffset Since, DateTimeOffset? AcknowledgedAt, ulong AcknowledgedSequence, string Failure);

/// <summary>A meter, as its part last saw it.</summary>
/// <param name="AnsweredAt">When it last answered, market time.</param>
/// <param name="Failure">Why it does not; empty if it does.</param>
/// <param name="Readings">The last value of each register.</param>
public sealed record MeterVital(DateTimeOffset? AnsweredAt, string Failure, ImmutableSortedDictionary<Register, Reading> Readings)
{
    public static MeterVital Unread { get; } = new(null, "", ImmutableSortedDictionary<Register, Reading>.Empty);
}

/// <summary>
/// What the parts of the box say of themselves. Each part writes its own record, whole; whoever shows the box reads. Nothing is asked of a part, so that
/// nobody who looks can hold one up.
/// </summary>
public sealed class BoxVitals(TimeProvider real)
{
    readonly ConcurrentDictionary<uint, MeterVital> _meters = [];
    readonly ConcurrentDictionary<string, PartReport> _parts = new(StringComparer.Ordinal);
    LinkVital _link = new("", Connected: false, real.GetUtcNow(), null, 0, "no backend was called yet");

    public DateTimeOffset StartedAt { get; } = real.GetUtcNow();

    public LinkVital Link => Volatile.Read(ref _link);

    /// <summary>Parts beside link, journal and meters, by name.</summary>
    public IReadOnlyList<PartReport> Parts => [.. _parts.Values.OrderBy(p => p.Part, StringComparer.Ordinal)];

    public MeterVital Meter(uint index) => _meters.GetValueOrDefault(index, MeterVital.Unread);

    public void Connected(Uri backend, ulong acknowledged) =>
        Write(link => new($"{backend}", Connected: true, real.GetUtcNow(), link.AcknowledgedAt, acknowledged, ""));

    public void Acknowledged(ulong sequence) => Write(link => link with { AcknowledgedAt = real.GetUtcNow(), AcknowledgedSequence = sequence });

    public void Disconnected(Uri backend, string failure) =>
        Write(link => link with { Backend = $"{backend}", Connected = false, Since = link.Connected ? real.GetUtcNow() : link.Since, Failure = failure });

    /// <summary>A meter was read, or was silent.</summary>
    public void MeterRead(PolledMeter meter, IReadOnlyList<Reading> readings, string? failure)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _meters.AddOrUpdate(
            meter.Index,
            static (_, now) => After(MeterVital.Unread, now.readings, now.failure),
            static (_, before, now) => After(before, now.readings, now.failure),
            (readings, failure));
    }

    /// <summary>Some other part, such as the TPM or an output, says how it is.</summary>
    public void Report(PartReport part)
    {
        ArgumentNullException.ThrowIfNull(part);
        _parts[part.Part] = part;
    }

    static MeterVital After(MeterVital before, IReadOnlyList<Reading> readings, string? failure)
    {
        // What was last read stays to be seen; a register that could not be read says so only if it never could.
        var shown = readings
            .Where(r => r.Quality != Quality.Missing || !before.Readings.ContainsKey(r.Register))
            .Aggregate(before.Readings, (all, r) => all.SetItem(r.Register, r));
        var answered = readings.Where(r => r.Quality != Quality.Missing).Select(r => (DateTimeOffset?)r.Time).Max();
        return new(answered ?? before.AnsweredAt, failure ?? "", shown);
    }

    void Write(Func<LinkVital, LinkVital> change)
    {
        LinkVital before;
        do
        {
            before = Link;
        }
        while (Interlocked.CompareExchange(ref _link, change(before), before) != before);
    }
}
