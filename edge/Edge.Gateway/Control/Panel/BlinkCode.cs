namespace LocalEnergyMarket.Edge.Gateway.Control.Panel;

/// <summary>What the lamp shows, the worst first.</summary>
public enum LampSign
{
    /// <summary>Fast blinking: something in the box does not work.</summary>
    Fault,
    /// <summary>Three flashes, a pause: the housing is open.</summary>
    Open,
    /// <summary>Two flashes, a pause: a meter does not answer.</summary>
    NoMeter,
    /// <summary>One flash, a pause: no backend.</summary>
    NoLink,
    /// <summary>Lit: all is well.</summary>
    Well,
}

/// <summary>How signs look.</summary>
public static class BlinkCode
{
    static readonly TimeSpan Flash = TimeSpan.FromMilliseconds(200);

    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1400);

    /// <summary>Of two things the worse is shown.</summary>
    public static LampSign Of(bool fault, bool open, bool meterSilent, bool linked) => 0 switch
    {
        _ when fault => LampSign.Fault,
        _ when open => LampSign.Open,
        _ when meterSilent => LampSign.NoMeter,
        _ when !linked => LampSign.NoLink,
        _ => LampSign.Well,
    };

    /// <summary>One round: lit or not, and for how long.</summary>
    public static IReadOnlyList<(bool Lit, TimeSpan For)> Pattern(LampSign sign) => sign switch
    {
        LampSign.Well => [(true, TimeSpan.FromSeconds(1))],
        LampSign.NoLink => Flashes(1),
        LampSign.NoMeter => Flashes(2),
        LampSign.Open => Flashes(3),
        _ => [(true, TimeSpan.FromMilliseconds(100)), (false, TimeSpan.FromMilliseconds(100))],
    };

    static List<(bool, TimeSpan)> Flashes(int number)
    {
        List<(bool, TimeSpan)> pattern = [];
        for (var i = 0; i < number; i++)
        {
            pattern.AddRange([(true, Flash), (false, i == number - 1 ? Rest : Flash)]);
        }

        return pattern;
    }
}
