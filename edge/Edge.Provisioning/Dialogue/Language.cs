namespace LocalEnergyMarket.Edge.Provisioning.Dialogue;

/// <summary>What the technician reads.</summary>
enum Language
{
    English,
    German,
}

static class Languages
{
    static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>As asked for; otherwise German where the environment is (LC_ALL, LC_MESSAGES, LANG).</summary>
    public static Language Of(string? option, Func<string, string?> environment) => option switch
    {
        "de" => Language.German,
        "en" => Language.English,
        _ => Variables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value))?.StartsWith("de", StringComparison.OrdinalIgnoreCase) == true
            ? Language.German
            : Language.English,
    };

    public static string Code(this Language language) => language == Language.German ? "de" : "en";

    public static string Say(this Language language, string german, string english) => language == Language.German ? german : english;
}
