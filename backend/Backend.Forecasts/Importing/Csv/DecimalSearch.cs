namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>Finds the decimal sign of a file: the first number that can be read in one way only decides.</summary>
sealed class DecimalSearch
{
    (string Text, long Line)? _unsure;

    public DecimalSign? Found { get; private set; }

    public long FoundIn { get; private set; }

    /// <returns>Whether to go on looking.</returns>
    public bool Look(string text, long line)
    {
        if (NumberText.SignOf(text) is { } sign)
        {
            (Found, FoundIn) = (sign, line);
        }
        else if (_unsure is null && text.AsSpan().IndexOfAny(',', '.') >= 0 && !NumberText.IsMissing(text))
        {
            _unsure = (text, line);
        }

        return Found is null;
    }

    /// <summary>The sign to read by; what the settings and the file say differently is told.</summary>
    public DecimalSign Decide(SupplierFormat format, Problems problems)
    {
        if (format.Decimals is { } set)
        {
            if (Found is { } found && found != set)
            {
                problems.Add(
                    FoundIn, $"the numbers have a decimal {Lower(found)}, but the settings of {format.Source} say {set}",
                    $"die Zahlen haben ein Dezimal{(found == DecimalSign.Comma ? "komma" : "punkt")}, die Einstellungen von {format.Source} sagen aber {set}");
            }

            return set;
        }

        if (Found is null && _unsure is { } unsure)
        {
            problems.Add(
                unsure.Line, $"'{unsure.Text}' can be read with decimals or with thousands, and no number of the file tells: set Decimals for the supplier",
                $"'{unsure.Text}' kann mit Dezimalstellen oder mit Tausendern gelesen werden, und keine Zahl der Datei verrät es: Decimals für den Lieferanten setzen");
        }

        return Found ?? DecimalSign.Point;
    }

    public static string Lower(DecimalSign sign) => sign == DecimalSign.Comma ? "comma" : "point";
}
