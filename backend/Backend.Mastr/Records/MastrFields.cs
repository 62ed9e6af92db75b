namespace LocalEnergyMarket.Backend.Mastr.Records;

/// <summary>Reads a record's fields as the register means them.</summary>
public static class MastrFields
{
    /// <summary>The field's text; "" where it is missing, empty, or the register marks it as not there (<c>X_nv</c>, PDF 5.1.2), whatever it holds.</summary>
    public static string Text(this IReadOnlyDictionary<string, string> fields, string name) =>
        fields.IsMarkedAbsent(name) ? "" : fields.GetValueOrDefault(name, "");

    /// <summary>Whether the register says that there is no such thing: <c>X_nv</c>, of gas storages also <c>X_Na</c>.</summary>
    public static bool IsMarkedAbsent(this IReadOnlyDictionary<string, string> fields, string name) =>
        IsTrue(fields.GetValueOrDefault(name + "_nv", "")) || IsTrue(fields.GetValueOrDefault(name + "_Na", ""));

    /// <summary>0 and 1 in files of today; the documentation says true and false.</summary>
    public static bool? Truth(this IReadOnlyDictionary<string, string> fields, string name) => fields.Text(name) switch
    {
        "1" => true,
        "0" => false,
        var text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        var text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        _ => null,
    };

    /// <summary>The values of a field that holds several: separated by commas, blanks, or both.</summary>
    public static IReadOnlyList<string> List(this IReadOnlyDictionary<string, string> fields, string name) =>
        fields.Text(name).Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    static bool IsTrue(string text) => text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
}
