using System.Xml.Linq;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

/// <summary>What the peer is strict with: path, headers, namespaces, and the order of the elements.</summary>
static class PeerRules
{
    const string Model = "https://www.marktstammdatenregister.de/Services/Public/1_2/Modelle";

    public static string? Complaint(HttpRequest request, bool isSoap12, XElement wrapper)
    {
        var operation = wrapper.Name.LocalName[..^"Request".Length];
        var port = wrapper.Name.NamespaceName.StartsWith(Model + "/", StringComparison.Ordinal) ? wrapper.Name.NamespaceName[(Model.Length + 1)..] : "none";
        var path = $"/MaStRApi/Api.svc/{(isSoap12 ? "Soap12" : "Soap11")}/{port}";
        if (request.Path != path)
        {
            return $"'{request.Path}' is not {path}";
        }

        var type = isSoap12 ? $"application/soap+xml; charset=utf-8; action=\"{operation}\"" : "text/xml; charset=utf-8";
        if (request.ContentType != type || (!isSoap12 && request.Headers["SOAPAction"] != $"\"{operation}\""))
        {
            return $"'{request.ContentType}', SOAPAction '{request.Headers["SOAPAction"]}'";
        }

        var names = wrapper.Elements().Select(element => element.Name).ToList();
        var order = new List<string> { "apiKey", "marktakteurMastrNummer" };
        order.AddRange(SoapOperations.All[operation].Parameters);
        var places = names.Select(name => order.IndexOf(name.LocalName)).ToList();
        return names.Any(name => name.NamespaceName != Model) || places.Contains(-1) || !places.SequenceEqual(places.Order()) ? $"elements {string.Join(", ", names)}" : null;
    }
}
