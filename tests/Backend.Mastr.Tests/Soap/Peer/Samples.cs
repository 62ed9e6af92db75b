using System.Text;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

/// <summary>Sample requests and answers of the web service, schema V23.1.100.</summary>
static class Samples
{
    public const string ApiKey = "PUT-YOUR-WEBDIENST-KEY-HERE";
    public const string Actor = "SOM900000000775";

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "soap", $"{name}.xml"));

    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));
}
