using System.Globalization;
using System.Text;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;

namespace LocalEnergyMarket.Backend.Forecasts.Intake;

/// <summary>What is written beside a file: what became of it, in German and English.</summary>
static class IntakeReport
{
    public static string Of(string file, ImportedFile taken, DateTimeOffset now)
    {
        var text = new StringBuilder();
        var (from, to) = (FileZone.Berlin.Wall(taken.First.Start), FileZone.Berlin.Wall(taken.Last.End));
        text.AppendLine(CultureInfo.InvariantCulture, $"{file}");
        text.AppendLine();
        if (taken.Set.WasThere)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Dieselbe Datei war schon da (seit {taken.Set.BelievedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC). Nichts wurde geändert.");
            text.AppendLine(CultureInfo.InvariantCulture, $"The same file was there already (since {taken.Set.BelievedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC). Nothing was changed.");
            return text.ToString();
        }

        var (was, what) = taken.Kind == ForecastKind.History ? ("Lastgang", "load profile") : ("Prognose", "forecast");
        text.AppendLine(CultureInfo.InvariantCulture, $"Als {was} von {taken.Source} übernommen, {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {taken.Values} Werte von {taken.UnitNumbers.Count} Einheiten, {from:dd.MM.yyyy HH:mm} bis {to:dd.MM.yyyy HH:mm} (Berlin){(taken.Missing > 0 ? $"; {taken.Missing} Stellen ohne Wert" : "")}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Taken as {what} of {taken.Source}, {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {taken.Values} values of {taken.UnitNumbers.Count} units, {from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm} (Berlin){(taken.Missing > 0 ? $"; {taken.Missing} places without a value" : "")}.");
        return text.ToString();
    }

    public static string Of(string file, ForecastException refused, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{file}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Abgelehnt, {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Nichts wurde übernommen. Bitte berichtigen und neu ablegen:");
        foreach (var problem in refused.Problems)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {problem.German}");
        }

        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Refused, {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Nothing was taken. Please correct it and put it here again:");
        foreach (var problem in refused.Problems)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {problem.English}");
        }

        return text.ToString();
    }
}
