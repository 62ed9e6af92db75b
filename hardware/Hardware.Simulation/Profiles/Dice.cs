namespace LocalEnergyMarket.Hardware.Simulation.Profiles;

/// <summary>Chance that is the same in every process and on every machine: a mixed hash (SplitMix64's finaliser) of a seed and two numbers.</summary>
static class Dice
{
    /// <summary>From 0 to <paramref name="sides"/> - 1.</summary>
    public static long Roll(int seed, int what, long when, long sides)
    {
        var z = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) ^ ((ulong)(uint)what << 48) ^ (ulong)when;
        for (var round = 0; round < 2; round++)
        {
            z += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
        }

        return (long)(z % (ulong)sides);
    }
}
