namespace LocalEnergyMarket.Backend.Registry.Meters;

/// <summary>How a register of a meter shows what it counts.</summary>
/// <param name="Register">lem.v1.Register.</param>
/// <param name="Digits">Before the point, in kWh: with 6 it begins again after 999,999 kWh.</param>
/// <param name="ConversionFactor">By what the display is multiplied (transformers of current and voltage together); at least 1.</param>
public sealed record RegisterFormat(int Register, int Digits, int ConversionFactor);

/// <summary>Why a link ended.</summary>
public enum LinkEnd
{
    /// <summary>Somebody ended it.</summary>
    Unlinked,

    /// <summary>The meter was linked otherwise.</summary>
    Relinked,

    /// <summary>Another meter took its index on the box.</summary>
    Displaced,

    /// <summary>Another meter took its place in the meter cabinet.</summary>
    Exchanged,
}

/// <summary>A meter was entered, or what is known of it was changed; all of it is here.</summary>
public sealed record MeterEntered(string Serial, string Type, IReadOnlyList<RegisterFormat> Registers, DateTimeOffset? InstalledAt, Actor? By = null) : IRecorded;

/// <summary>A box reads the meter, which measures this unit, from an instant on.</summary>
public sealed record MeterLinkBegan(string Serial, Guid BoxId, int MeterIndex, string UnitNumber, DateTimeOffset From, Actor? By = null) : IRecorded;

/// <summary>From an instant on it does not.</summary>
public sealed record MeterLinkEnded(string Serial, DateTimeOffset Until, LinkEnd Why, Actor? By = null) : IRecorded;

/// <summary>The meter is out of use for good.</summary>
public sealed record MeterRetired(string Serial, DateTimeOffset At, string Reason, Actor? By = null) : IRecorded;
