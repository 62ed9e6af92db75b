using System.Globalization;

namespace LocalEnergyMarket.Backend.PlantModels.Weather;

/// <summary>What holds for all stations of a MOSMIX file.</summary>
sealed class MosmixProduct(MosmixLimits limits)
{
    readonly List<DateTimeOffset> _times = [];

    public DateTimeOffset? IssuedAt { get; private set; }

    public IReadOnlyList<DateTimeOffset> Times => _times;

    public void Add(string element, string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            throw new PlantModelException($"The weather file's dwd:{element} '{text}' is not an instant such as 2026-06-15T09:00:00.000Z.");
        }

        if (element == "IssueTime")
        {
            IssuedAt = time;
            return;
        }

        if (_times.Count == limits.Steps || (_times.Count > 0 && time <= _times[^1]))
        {
            throw new PlantModelException(_times.Count == limits.Steps
                ? $"The weather file has more than {limits.Steps} time steps."
                : $"The weather file's time step {text} does not come after the one before it.");
        }

        _times.Add(time);
    }
}
