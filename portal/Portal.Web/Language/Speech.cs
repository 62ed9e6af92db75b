using System.Globalization;

namespace LocalEnergyMarket.Portal.Web.Language;

/// <summary>Both languages side by side where they are used, so that neither can be missing.</summary>
public static class Speech
{
    public static bool IsGerman => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de";

    /// <summary>The text in the language of the request.</summary>
    public static string Say(string german, string english) => IsGerman ? german : english;
}
