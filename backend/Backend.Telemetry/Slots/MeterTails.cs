using System.Collections.Concurrent;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Telemetry.Slots;

/// <summary>
/// The ends of boxes' series in memory, so that the ordinary batch asks the database nothing. What is kept belongs to one head of a box's chain,
/// known by its hash, which fixes all that came before: if another backend has taken a batch meanwhile, or a transaction was rolled back, it is
/// another head, and what is kept here is not used.
/// </summary>
sealed class MeterTails
{
    const int MostBoxes = 50_000;

    readonly ConcurrentDictionary<Guid, (ReadOnlyMemory<byte> Head, IReadOnlyDictionary<int, MeterTail> Meters)> _boxes = new();

    /// <summary>The tails that fit behind this head; empty if none are known.</summary>
    public Dictionary<int, MeterTail> After(Guid box, ReadOnlyMemory<byte> head) =>
        _boxes.TryGetValue(box, out var kept) && kept.Head.Span.SequenceEqual(head.Span) ? new(kept.Meters) : [];

    /// <summary>Keeps the tails as they are behind this head.</summary>
    public void Keep(Guid box, ReadOnlyMemory<byte> head, IReadOnlyDictionary<int, MeterTail> meters)
    {
        if (_boxes.Count >= MostBoxes && !_boxes.ContainsKey(box))
        {
            _boxes.Clear();
        }

        _boxes[box] = (head, meters);
    }
}

/// <summary>The ends of a meter's two energy registers; null of one that it has never sent. Never changed: what follows is another.</summary>
sealed record MeterTail(RegisterTail? Import, RegisterTail? Export)
{
    /// <summary>Up to where all its registers are known; null if nothing is.</summary>
    public DateTimeOffset? First => Lasts.Length == 0 ? null : Lasts.Min();

    /// <summary>Up to where one of them is.</summary>
    public DateTimeOffset? Newest => Lasts.Length == 0 ? null : Lasts.Max();

    DateTimeOffset[] Lasts => [.. new[] { Import?.Last, Export?.Last }.OfType<DateTimeOffset>()];

    /// <summary>The tail with a batch's values behind it; null if they do not simply follow, or a register lags too far behind.</summary>
    public MeterTail? With(IReadOnlyList<(Register Register, RegisterValue Value)> values)
    {
        // Behind a longer silence nothing is estimated, and what is missing there is not this batch's to say.
        if (First is not { } first || Newest is not { } newest || values.Min(value => value.Value.Time) - first > SlotEnergyCalculator.LongestGap)
        {
            return null;
        }

        var next = new MeterTail(Import?.Copy(), Export?.Copy());
        foreach (var (register, value) in values)
        {
            var tail = register == Register.EnergyImportWh ? next.Import : next.Export;
            if (value.Time <= newest || tail is null)
            {
                return null;
            }

            tail.Add(value);
        }

        return next;
    }

    /// <summary>Forgets what no timeslot to come depends on.</summary>
    public MeterTail Shortened()
    {
        if (First is { } first)
        {
            var open = Timeslot.Containing(first).Start;
            Import?.Forget(open);
            Export?.Forget(open);
        }

        return this;
    }
}
