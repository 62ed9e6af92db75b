using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>Where weather comes from.</summary>
public sealed class WeatherOptions
{
    /// <summary>A folder of weather files (*.kml, *.kmz, *.csv); fetched ones are put there too. Empty: there is no weather.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The address of a station's MOSMIX file with {station} in it, over https; empty: nothing is fetched.</summary>
    public string Url { get; set; } = "";

    /// <summary>The stations to fetch.</summary>
    public IList<string> Stations { get; } = [];

    /// <summary>A station further away says nothing about a plant, km.</summary>
    [Range(1, 500)]
    public int MostKilometres { get; set; } = 50;

    /// <summary>The least time between two questions for a station's next issue, minutes of real time.</summary>
    [Range(0, 1440)]
    public int FetchMinutes { get; set; } = 30;
}
