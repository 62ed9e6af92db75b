using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Registry.Claims;

/// <summary>How customers' claims on units are handled.</summary>
public sealed class ClaimOptions
{
    /// <summary>Whether a claim is approved by itself once the customer has shown the code; otherwise staff reviews it.</summary>
    public bool Automatic { get; set; }

    /// <summary>How long a claim waits for its code to be issued, and then for the code to be shown, days of the market's clock.</summary>
    [Range(1, 365)]
    public int ValidityDays { get; set; } = 30;

    /// <summary>How often a code may be tried.</summary>
    [Range(1, 20)]
    public int Attempts { get; set; } = 5;
}
