namespace LocalEnergyMarket.Hardware.Simulation.Profiles;

/// <summary>
/// A PV plant in the middle of Germany: day length and height of the sun by month, clouds by chance; days are clear, mixed or overcast.
/// Whole numbers only, so that every machine computes the same watts.
/// </summary>
/// <param name="peakW">Rated power in W.</param>
public sealed class SyntheticSun(int seed, long peakW) : IPowerProfile
{
    const int NoonUtc = 680;
    const long Million = 1_000_000;
    const int CloudMinutes = 10;

    /// <summary>Minutes from sunrise to noon, by month.</summary>
    static ReadOnlySpan<int> HalfDay => [245, 295, 355, 415, 465, 490, 480, 435, 375, 315, 260, 230];

    /// <summary>Thousandths of the rated power that a clear noon gives, by month.</summary>
    static ReadOnlySpan<int> NoonPermille => [300, 430, 570, 700, 780, 800, 790, 740, 620, 460, 320, 250];

    public long WattsAt(long unixMinute)
    {
        var month = DateTime.UnixEpoch.AddMinutes(unixMinute).Month - 1;
        var fromNoon = Math.Abs((unixMinute % 1440) - NoonUtc);
        var half = (long)HalfDay[month];
        if (fromNoon >= half)
        {
            return 0;
        }

        var height = (half - fromNoon) * (half + fromNoon) * Million / (half * half);
        var softened = height * (Million + height) / (2 * Million);
        var clear = peakW * NoonPermille[month] / 1000 * softened / Million;
        return clear * Clouds(unixMinute) / Million;
    }

    long Clouds(long unixMinute)
    {
        var (knot, minute) = Math.DivRem(unixMinute, CloudMinutes);
        return ((Knot(knot) * (CloudMinutes - minute)) + (Knot(knot + 1) * minute)) / CloudMinutes;
    }

    long Knot(long knot)
    {
        var (least, range) = Dice.Roll(seed, 1, knot * CloudMinutes / 1440, 3) switch
        {
            0 => (900_000L, 100_000L),
            1 => (300_000L, 700_000L),
            _ => (100_000L, 300_000L),
        };
        return least + Dice.Roll(seed, 2, knot, range);
    }
}
