using LocalEnergyMarket.Edge.Gateway.Vitals;

namespace LocalEnergyMarket.Edge.Gateway.Control.Panel;

/// <summary>What the lamp shows, the worst first.</summary>
public enum LampSign
{
    /// <summary>Fast blinking: a part of the box does not work, or a plant cannot be set as ordered.</summary>
    Fault,
    /// <summary>Three flashes, a pause: the housing is open.</summary>
    Open,
    /// <summary>Two flashes, a pause: a meter does not answer.</summary>
    NoMeter,
    /// <summary>One flash, a pause: what the box needs from outside is away: the backend, the chain's nodes or the time.</summary>
    NoLink,
    /// <summary>Lit: all is well.</summary>
    Well,
}

/// <summary>How signs look.</summary>
public static class BlinkCode
{
    static readonly TimeSpan Flash = TimeSpan.FromMilliseconds(200);

    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1400);

    /// <summary>Of all that is to be shown the worst is.</summary>
    /// <param name="parts">The box's parts; each that is not well says what it is.</param>
    public static LampSign Of(IEnumerable<PartReport> parts, bool meterSilent, bool linked) => parts
        .Where(part => !part.Well)
        .Select(part => part.Sign)
        .Append(meterSilent ? LampSign.NoMeter : LampSign.Well)
        .Append(linked ? LampSign.Well : LampSign.NoLink)
        .Min();

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
