namespace LocalEnergyMarket.Hardware.Simulation.Faults;

/// <summary>All faults that have been ordered, and what they can be ordered for. May be used from several threads.</summary>
public sealed class FaultBoard(TimeProvider clock, int seed = 1)
{
    public const string Everything = "*";

    readonly Lock _lock = new();
    readonly List<PlacedFault> _placed = [];
    readonly Dictionary<string, IReadOnlySet<FaultKind>> _targets = new(StringComparer.Ordinal);
    int _last;

    /// <summary>What has been placed and not been lifted, in the order of the numbers; what is over stays in the list.</summary>
    public IReadOnlyList<PlacedFault> Placed
    {
        get
        {
            lock (_lock)
            {
                return [.. _placed];
            }
        }
    }

    /// <summary>What faults can be ordered for, and which.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<FaultKind>> Targets
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, IReadOnlySet<FaultKind>>(_targets, StringComparer.Ordinal);
            }
        }
    }

    /// <exception cref="FormatException">There is no such target, or it cannot have this fault; the message says what there is.</exception>
    public PlacedFault Place(FaultOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (_lock)
        {
            if (order.Target != Everything && !_targets.ContainsKey(order.Target))
            {
                throw new FormatException($"There is no '{order.Target}' here. There are: {string.Join(", ", _targets.Keys)}, and {Everything} for all.");
            }

            if (order.Target != Everything && !_targets[order.Target].Contains(order.Kind))
            {
                throw new FormatException($"'{order.Target}' cannot have the fault {FaultNames.Of(order.Kind)}. It can have: {string.Join(", ", _targets[order.Target].Select(FaultNames.Of))}.");
            }

            var placed = new PlacedFault(++_last, order, order.At ?? (clock.GetUtcNow() + order.After), seed);
            _placed.Add(placed);
            return placed;
        }
    }

    /// <returns>Whether there was one of that number.</returns>
    public bool Lift(int id)
    {
        lock (_lock)
        {
            return _placed.RemoveAll(p => p.Id == id) > 0;
        }
    }

    /// <returns>How many there were.</returns>
    public int LiftAll()
    {
        lock (_lock)
        {
            var count = _placed.Count;
            _placed.Clear();
            return count;
        }
    }

    internal void Know(string target, params ReadOnlySpan<FaultKind> kinds)
    {
        lock (_lock)
        {
            _targets[target] = new HashSet<FaultKind>(kinds.ToArray());
        }
    }

    /// <summary>The fault of that kind that stands now; the last that was placed if there are several.</summary>
    internal PlacedFault? Standing(IReadOnlyList<string> targets, FaultKind kind)
    {
        lock (_lock)
        {
            return _placed.FindLast(p => p.Order.Kind == kind && IsMeant(p, targets) && p.Stands(clock.GetUtcNow()));
        }
    }

    /// <summary>The fault of that kind that strikes a request; asking counts as a request.</summary>
    internal PlacedFault? Striking(IReadOnlyList<string> targets, FaultKind kind)
    {
        lock (_lock)
        {
            return _placed.FindLast(p => p.Order.Kind == kind && IsMeant(p, targets) && p.Strikes(clock.GetUtcNow()));
        }
    }

    static bool IsMeant(PlacedFault fault, IReadOnlyList<string> targets) => fault.Order.Target == Everything || targets.Contains(fault.Order.Target, StringComparer.Ordinal);
}
