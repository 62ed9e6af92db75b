using System.Globalization;

namespace LocalEnergyMarket.Hardware.Simulation.Profiles;

/// <summary>
/// Measured powers from a CSV file: a header, then unix seconds (whole minutes), power and whatever else, with commas. A power holds until
/// the next line. Before its beginning and after its end the recording repeats, by whole days if it has any, so that noon stays noon.
/// </summary>
public sealed class RecordedProfile : IPowerProfile
{
    readonly long[] _minutes;
    readonly long[] _watts;
    readonly long _period;

    RecordedProfile(long[] minutes, long[] watts)
    {
        (_minutes, _watts) = (minutes, watts);
        var length = minutes[^1] - minutes[0] + (minutes[^1] - minutes[^2]);
        _period = length >= 1440 ? length / 1440 * 1440 : length;
    }

    public long WattsAt(long unixMinute)
    {
        var offset = (unixMinute - _minutes[0]) % _period;
        var minute = _minutes[0] + (offset < 0 ? offset + _period : offset);
        var found = Array.BinarySearch(_minutes, minute);
        return _watts[found >= 0 ? found : ~found - 1];
    }

    /// <param name="wattsPerUnit">What 1 in the file is in W: 1 for a file in W, the rated power for one per kWp.</param>
    /// <exception cref="FormatException">The file is not such a recording; the message names the file and the line.</exception>
    public static RecordedProfile Load(string path, decimal wattsPerUnit)
    {
        var minutes = new List<long>();
        var watts = new List<long>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (number == 1 || string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var cells = line.Split(',');
            if (cells.Length < 2 || !Number(cells[0], out var seconds) || !Number(cells[1], out var power))
            {
                throw new FormatException($"{path}, line {number}: expected unix seconds and a power, got '{line}'.");
            }

            if (power < 0 || seconds % 60 != 0 || (minutes.Count > 0 && minutes[^1] >= (long)seconds / 60))
            {
                throw new FormatException($"{path}, line {number}: times must be whole minutes and grow, powers must not be negative; got '{line}'.");
            }

            minutes.Add((long)seconds / 60);
            watts.Add((long)Math.Round(power * wattsPerUnit, MidpointRounding.AwayFromZero));
        }

        return minutes.Count >= 2 ? new([.. minutes], [.. watts]) : throw new FormatException($"{path} holds fewer than two powers.");
    }

    static bool Number(string text, out decimal value) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
