using LocalEnergyMarket.Hardware.Simulation.Profiles;

namespace LocalEnergyMarket.Hardware.Simulation.Faults;

/// <summary>An order that has been placed. Changes only under its board's lock.</summary>
/// <param name="id">From 1, in the order in which they were placed.</param>
/// <param name="from">When it begins.</param>
public sealed class PlacedFault(int id, FaultOrder order, DateTimeOffset from, int seed)
{
    long _asked;

    public int Id => id;

    public FaultOrder Order => order;

    public DateTimeOffset From => from;

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset Until => order.For is { } duration ? from + duration : DateTimeOffset.MaxValue;

    /// <summary>How many requests it has struck.</summary>
    public long Struck { get; private set; }

    /// <summary>Whether it has begun and has not ended.</summary>
    public bool Stands(DateTimeOffset now) => now >= from && now < Until;

    /// <summary>Whether it strikes this request: chance is the same whenever the same orders meet the same requests.</summary>
    internal bool Strikes(DateTimeOffset now)
    {
        if (!Stands(now) || Struck >= order.Times || Dice.Roll(seed, 1_000 + id, _asked++, 1_000_000) >= order.PartsPerMillion)
        {
            return false;
        }

        Struck++;
        return true;
    }
}
