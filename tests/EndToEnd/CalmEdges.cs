using System.Globalization;
using System.Text;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>
/// A day in which energy flows only in the middle five minutes of each quarter hour. The counters stand still around every edge, so that a
/// meter read a little early or late shows the same: slot energies must equal the plant's truth to the watt-hour.
/// </summary>
static class CalmEdges
{
    const int FirstBusyMinute = 5;
    const int BusyMinutes = 5;
    const int MinutesPerDay = 1440;

    /// <summary>First more sun than the battery can take, then more load than it can give: every meter counts in each direction it has.</summary>
    public static (string PvCsv, string HouseholdCsv) WriteTo(string folder)
    {
        var (pv, household) = (new StringBuilder("timestamp,power\n"), new StringBuilder("timestamp,power\n"));
        for (var minute = 0; minute < MinutesPerDay; minute++)
        {
            var busy = (minute % 15) - FirstBusyMinute;
            var quarter = minute / 15;
            var (sunPermille, watts) = busy is < 0 or >= BusyMinutes ? (0, 0) : busy < 4 ? (600 + quarter, 311) : (0, 9_000 + quarter);
            pv.Append(CultureInfo.InvariantCulture, $"{minute * 60},{sunPermille / 1000m}\n");
            household.Append(CultureInfo.InvariantCulture, $"{minute * 60},{watts}\n");
        }

        var files = (Path.Combine(folder, "pv.csv"), Path.Combine(folder, "household.csv"));
        File.WriteAllText(files.Item1, pv.ToString());
        File.WriteAllText(files.Item2, household.ToString());
        return files;
    }
}
