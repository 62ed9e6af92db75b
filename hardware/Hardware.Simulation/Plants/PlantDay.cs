using LocalEnergyMarket.Hardware.Simulation.Profiles;

namespace LocalEnergyMarket.Hardware.Simulation.Plants;

/// <summary>One UTC day of the plant, computed minute by minute from the totals at its beginning. Immutable.</summary>
sealed class PlantDay
{
    const int Minutes = 1440;
    const long Minute = 60_000;

    readonly PlantFlows[] _flows = new PlantFlows[Minutes];
    readonly PlantTotals[] _totals = new PlantTotals[Minutes + 1];
    readonly Battery _battery;

    public PlantDay(long unixDay, PlantTotals start, IPowerProfile sun, IPowerProfile household, Battery battery)
    {
        (UnixDay, _battery, _totals[0]) = (unixDay, battery, start);
        for (var i = 0; i < Minutes; i++)
        {
            var minute = (unixDay * Minutes) + i;
            var (pv, load) = (sun.WattsAt(minute), household.WattsAt(minute));
            _flows[i] = new(pv, load, battery.PowerFor(_totals[i].Stored, pv - load));
            _totals[i + 1] = _totals[i].After(_flows[i], Minute, battery);
        }
    }

    public long UnixDay { get; }

    public PlantTotals End => _totals[Minutes];

    /// <param name="millisecond">Of the day.</param>
    public (PlantTotals Totals, PlantFlows Flows) At(long millisecond)
    {
        var (minute, rest) = Math.DivRem(millisecond, Minute);
        return (_totals[minute].After(_flows[minute], rest, _battery), _flows[minute]);
    }
}
