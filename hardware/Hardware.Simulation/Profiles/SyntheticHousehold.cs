namespace LocalEnergyMarket.Hardware.Simulation.Profiles;

/// <summary>A household of about 3,500 kWh a year: a daily course, some restlessness, and a kettle by chance. Whole numbers only.</summary>
public sealed class SyntheticHousehold(int seed) : IPowerProfile
{
    const int KettleW = 2_000;
    const int KettleMinutes = 3;

    /// <summary>W at each full hour UTC.</summary>
    static ReadOnlySpan<int> Hourly =>
        [180, 160, 150, 150, 160, 220, 420, 520, 430, 380, 360, 450, 520, 420, 360, 340, 420, 620, 780, 720, 560, 420, 300, 220];

    public long WattsAt(long unixMinute)
    {
        var (hour, minute) = Math.DivRem(unixMinute % 1440, 60);
        var course = ((Hourly[(int)hour] * (60 - minute)) + (Hourly[(int)((hour + 1) % 24)] * minute)) / 60;
        var restless = course * (900 + Dice.Roll(seed, 3, unixMinute, 201)) / 1000;
        var (quarter, within) = Math.DivRem(unixMinute, 15);
        var awake = hour is >= 5 and < 21;
        var kettle = awake && within < KettleMinutes && Dice.Roll(seed, 4, quarter, 8) == 0;
        return restless + (kettle ? KettleW : 0);
    }
}
