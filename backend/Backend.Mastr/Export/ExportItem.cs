namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>One item of an export file. Field names are looked up without regard to case: the register spells them in several ways.</summary>
/// <param name="Kind">The file's name without its number and ending, for example <c>EinheitenSolar</c>.</param>
public sealed record ExportItem(string Kind, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The field's text; empty where the element is missing or empty, which the register does not tell apart.</summary>
    public string this[string field] => Fields.GetValueOrDefault(field, "");
}
