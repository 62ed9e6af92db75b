using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>A channel's last value. OpenEMS gives no time with it: it is that of the last cycle, normally one second.</summary>
/// <param name="Address">Component and channel, as in meter0/ActivePower.</param>
/// <param name="Unit">The unit's symbol, as in W or Wh_Σ.</param>
/// <param name="Value">Whole number (a Boolean is 1 or 0); null if undefined, or not a whole number.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OpenEmsChannel(string Address, string Unit, long? Value);
