using System.Globalization;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Probing;

namespace LocalEnergyMarket.Edge.Provisioning.Meters;

/// <summary>A probe's result for people, or as one JSON object.</summary>
sealed class ProbeOutput(TextWriter output, bool json, bool german)
{
    const int MostGuesses = 3;

    public void Asking(byte unit)
    {
        // Only where somebody waits for it and it does not stay.
        if (!json && !Console.IsOutputRedirected)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\r{(german ? "Geräteadresse" : "unit")} {unit} … "));
        }
    }

    /// <returns>The exit status: 0 if something is known of at least one unit.</returns>
    public int Result(ProbeResult result)
    {
        if (json)
        {
            output.WriteLine(ProbeJson.Of(result));
        }
        else
        {
            Say(result);
        }

        return result.Units.Any(u => u.Guesses.Count > 0) ? 0 : 1;
    }

    public int Wrong(string message)
    {
        output.WriteLine(json ? ProbeJson.Of(new(LineProblem.Unreachable, message, [], [])) : message);
        return 1;
    }

    void Say(ProbeResult result)
    {
        if (!Console.IsOutputRedirected)
        {
            output.Write("\r                              \r");
        }

        if (result.Problem != LineProblem.None)
        {
            output.WriteLine(ProbeTexts.Of(result.Problem, german));
            if (result.Detail is { } detail)
            {
                output.WriteLine($"  {detail}");
            }
        }

        foreach (var unit in result.Units)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(german ? "Geräteadresse" : "Unit")} {unit.Unit}{(unit.Says is { } says ? $" ({says})" : "")}"));
            if (unit.Guesses.Count == 0)
            {
                output.WriteLine(german ? "  keiner der bekannten Gerätetypen" : "  none of the known device types");
            }

            foreach (var guess in unit.Guesses.Take(MostGuesses))
            {
                Say(guess);
            }
        }
    }

    void Say(ProbeGuess guess)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"  {guess.Score,3} % {ProbeTexts.Of(guess.Certainty, german)}: {guess.Name}");
        output.WriteLine(line);
        output.WriteLine($"        {Configuration(guess)}");
        if (guess.Identity is { Serial: { } serial } identity)
        {
            output.WriteLine($"        {string.Join(" ", new[] { identity.Maker, identity.Model }.OfType<string>())} {(german ? "Nummer" : "serial number")} {serial}");
        }

        output.WriteLine($"        {string.Join(", ", guess.Values.Where(v => v.Quality != MeterQuality.Missing).Select(Value))}");
        foreach (var reason in guess.Reasons.Where(r => r.Points != 0))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        {reason.Points,4:+0;-0} {ProbeTexts.Of(reason, german)}"));
        }

        foreach (var warning in guess.Identity.Warnings)
        {
            output.WriteLine($"        ! {warning}");
        }
    }

    /// <summary>What to write into box.json.</summary>
    static string Configuration(ProbeGuess guess)
    {
        var words = guess.Words is { } order ? $", \"words\": \"{(order == Hardware.Meters.Devices.WordOrder.Little ? "little" : "big")}\"" : "";
        var role = guess.Role is { } given ? $", \"role\": \"{given}\"" : "";
        var instance = guess.Instance is > 1 ? string.Create(CultureInfo.InvariantCulture, $", \"instance\": {guess.Instance}") : "";
        return $"\"type\": \"{guess.Type}\"{words}{role}{instance}";
    }

    string Value(MeterValue value)
    {
        var (name, unit) = value.Register switch
        {
            MeterRegister.EnergyImportWh => (german ? "Bezug" : "import", "Wh"),
            MeterRegister.EnergyExportWh => (german ? "Einspeisung" : "export", "Wh"),
            _ => (german ? "Leistung" : "power", "W"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{name} {value.Value} {unit}");
    }
}
