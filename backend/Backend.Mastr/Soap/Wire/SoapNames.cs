namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>Namespaces of the wire (web service schema V23.1.100).</summary>
static class SoapNames
{
    public const string Envelope11 = "http://schemas.xmlsoap.org/soap/envelope/";
    public const string Envelope12 = "http://www.w3.org/2003/05/soap-envelope";

    /// <summary>Of every child element. Wrappers are in a namespace of their port below it.</summary>
    public const string Model = "https://www.marktstammdatenregister.de/Services/Public/1_2/Modelle";

    public const string Instance = "http://www.w3.org/2001/XMLSchema-instance";

    public static string EnvelopeOf(SoapVersion version) => version == SoapVersion.Soap12 ? Envelope12 : Envelope11;
}
