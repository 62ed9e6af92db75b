namespace LocalEnergyMarket.Backend.Forecasts.Importing.Mscons;

/// <summary>A segment: a tag and elements of components, without release characters.</summary>
/// <param name="Number">Which one of the file, from 1, the UNA not counted.</param>
/// <param name="Line">The line it begins in, from 1.</param>
sealed record EdifactSegment(string Tag, string[][] Elements, int Number, int Line)
{
    /// <summary>A component; empty if it is not there.</summary>
    /// <param name="element">From 1, after the tag.</param>
    /// <param name="component">From 1.</param>
    public string this[int element, int component = 1] =>
        element <= Elements.Length && component <= Elements[element - 1].Length ? Elements[element - 1][component - 1] : "";
}
