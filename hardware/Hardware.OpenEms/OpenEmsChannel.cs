using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>A channel's last value. OpenEMS gives no time with it: it is that of the last cycle, normally one second.</summary>
/// <param name="Address">Component and channel, as in meter0/ActivePower.</param>
/// <param name="Unit">The unit's symbol, as in W or Wh_Σ.</param>
/// <param name="Value">The number (a Boolean is 1 or 0); null if undefined, or not a number.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OpenEmsChannel(string Address, string Unit, decimal? Value)
{
    /// <summary>The part before the slash, as in meter0.</summary>
    public ReadOnlySpan<char> Component => Address.AsSpan(0, Math.Max(Address.IndexOf('/', StringComparison.Ordinal), 0));

    /// <summary>The part behind the slash, as in ActivePower.</summary>
    public ReadOnlySpan<char> Channel => Address.AsSpan(Address.IndexOf('/', StringComparison.Ordinal) + 1);
}
