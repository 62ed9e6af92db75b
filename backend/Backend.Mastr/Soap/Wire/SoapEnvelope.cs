using System.Text;
using System.Xml;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>Writes a request (document/literal): the wrapper in the port's namespace, its children in the model's, in the schema's order.</summary>
static class SoapEnvelope
{
    static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <exception cref="ArgumentException">A parameter that the operation does not have.</exception>
    public static byte[] Write(SoapVersion version, SoapRequest request, SoapIdentityCard card)
    {
        var operation = request.Operation;
        if (request.Arguments.FirstOrDefault(argument => !operation.Parameters.Contains(argument.Key, StringComparer.Ordinal)) is { Key: { } wrong })
        {
            throw new ArgumentException($"{operation.Name} has no parameter {wrong}.", nameof(request));
        }

        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            var envelope = SoapNames.EnvelopeOf(version);
            xml.WriteStartElement("s", "Envelope", envelope);
            xml.WriteAttributeString("xmlns", "m", null, SoapNames.Model);
            xml.WriteStartElement("s", "Body", envelope);
            xml.WriteStartElement("t", $"{operation.Name}Request", operation.Namespace);
            if (operation.Identity != SoapIdentity.Nothing)
            {
                xml.WriteElementString("m", "apiKey", SoapNames.Model, card.ApiKey);
            }

            if (operation.Identity == SoapIdentity.KeyAndActor)
            {
                xml.WriteElementString("m", "marktakteurMastrNummer", SoapNames.Model, card.ActorNumber);
            }

            foreach (var name in operation.Parameters)
            {
                foreach (var argument in request.Arguments.Where(argument => string.Equals(argument.Key, name, StringComparison.Ordinal)))
                {
                    xml.WriteElementString("m", name, SoapNames.Model, argument.Value);
                }
            }
        }

        return bytes.ToArray();
    }
}
