using System.Globalization;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Profiles;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>The site: given to the simulator as arguments, and known here exactly, because the same settings give the same truth in every process.</summary>
public sealed class PlantOfTheDay
{
    const int Seed = 6;
    const int PvKwp = 10;

    // Half full at midnight, it takes the sun's surplus all day long.
    const int BatteryKwh = 80;

    readonly SystemOptions _options;
    readonly DateOnly _since;
    readonly Plant _plant;

    internal PlantOfTheDay(SystemOptions options)
    {
        _options = options;
        _since = DateOnly.FromDateTime(options.MarketStart.UtcDateTime);
        _plant = new(new()
        {
            Since = _since,
            Sun = options.PvCsv is { } pv ? RecordedProfile.Load(pv, PvKwp * 1000) : new SyntheticSun(Seed, PvKwp * 1000),
            Household = options.HouseholdCsv is { } household ? RecordedProfile.Load(household, 1) : new SyntheticHousehold(Seed),
            Battery = new(BatteryKwh * 1000, MaxW: 5_000, EfficiencyPercent: 95),
        });
    }

    /// <summary>What the meter's counters move in a timeslot, Wh.</summary>
    public (long ImportWh, long ExportWh) In(PlantMeter meter, Timeslot timeslot) => _plant.EnergyBetween(meter, timeslot.Start, timeslot.End);

    /// <summary>What the meter shows at an instant.</summary>
    public MeterTruth At(PlantMeter meter, DateTimeOffset instant) => _plant.CountersAt(meter, instant);

    /// <summary>The simulator's arguments for this site.</summary>
    internal IReadOnlyList<string> Arguments =>
    [
        "--since", _since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--seed", Text(Seed), "--pv-kwp", Text(PvKwp), "--battery-kwh", Text(BatteryKwh),
        .. _options.PvCsv is { } pv ? ["--pv-csv", pv] : (string[])[], .. _options.HouseholdCsv is { } household ? ["--household-csv", household] : (string[])[],
    ];

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
