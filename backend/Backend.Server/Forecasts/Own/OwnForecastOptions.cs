using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>What own forecasts are made of, besides weather and what was measured.</summary>
public sealed class OwnForecastOptions
{
    /// <summary>How far ahead forecasts reach, h.</summary>
    [Range(2, 240)]
    public int Hours { get; set; } = 48;

    /// <summary>A folder of load profiles as the BDEW publishes them: H25.csv, G25.csv, …; empty: none.</summary>
    public string ProfilesFolder { get; set; } = "";

    /// <summary>What customers draw in a year: unit_number;profile;yearly_kwh; empty: nothing is known.</summary>
    public string ConsumersFile { get; set; } = "";

    /// <summary>Centres of postcode areas: postcode;latitude;longitude; empty: none.</summary>
    public string PostcodesFile { get; set; } = "";

    /// <summary>A folder of power curves of turbines, a file a type (Typenbezeichnung.csv): speed_ms;power_kw; empty: none.</summary>
    public string CurvesFolder { get; set; } = "";
}
