using System.Xml;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>Reads an answer as it arrives: never a DTD, bounded in length and depth.</summary>
static class SoapReader
{
    /// <summary>Characters of an answer; a page of 2,000 rows has about two million.</summary>
    public const int MostCharacters = 64 << 20;

    /// <summary>Deepest element below the envelope; the schema has seven.</summary>
    public const int Deepest = 24;

    // Characters that XML does not allow are in the register's texts too; AnswerText in front takes the raw ones.
    static readonly XmlReaderSettings Settings = new()
    {
        Async = true,
        CheckCharacters = false,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = MostCharacters,
        CloseInput = false,
    };

    /// <summary>What stands in the envelope's body: an answer's wrapper or a fault.</summary>
    /// <exception cref="XmlException">It is cut, no SOAP, too long, or too deep.</exception>
    public static async Task<SoapElement> BodyAsync(TextReader text, CancellationToken cancellation)
    {
        using var xml = XmlReader.Create(text, Settings);
        if (await xml.MoveToContentAsync() != XmlNodeType.Element || xml.LocalName != "Envelope" || xml.NamespaceURI is not (SoapNames.Envelope11 or SoapNames.Envelope12))
        {
            throw new XmlException($"'{xml.LocalName}' is no SOAP envelope.");
        }

        SoapElement? body = null;
        var envelope = await ElementAsync(xml, 0, cancellation);
        foreach (var child in envelope.Children.Where(child => child.Name == "Body"))
        {
            body = child.Children.Count == 1 ? child.Children[0] : throw new XmlException("The envelope's body has not one element.");
        }

        return body ?? throw new XmlException("The envelope has no body.");
    }

    /// <summary>The element that the reader stands on; it stands behind it afterwards.</summary>
    static async Task<SoapElement> ElementAsync(XmlReader xml, int depth, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (depth > Deepest)
        {
            throw new XmlException($"Elements stand more than {Deepest} deep.");
        }

        var name = xml.LocalName;
        if (xml.IsEmptyElement)
        {
            await xml.ReadAsync();
            return new(name, "", []);
        }

        await xml.ReadAsync();
        List<SoapElement>? children = null;
        var text = "";
        while (xml.NodeType != XmlNodeType.EndElement)
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    (children ??= []).Add(await ElementAsync(xml, depth + 1, cancellation));
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    text += await xml.GetValueAsync();
                    await xml.ReadAsync();
                    break;
                default:
                    if (!await xml.ReadAsync())
                    {
                        throw new XmlException("Unexpected end of the answer.");
                    }

                    break;
            }
        }

        await xml.ReadAsync();
        return new(name, children is null ? text.Trim() : "", children ?? (IReadOnlyList<SoapElement>)[]);
    }
}
