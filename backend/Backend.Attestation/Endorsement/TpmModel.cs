using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Backend.Attestation.Endorsement;

/// <summary>
/// What the endorsement certificate's subject alternative name says of the TPM (TCG EK Credential Profile, 3.1.2): needed to find the
/// boxes that a maker's advisory concerns. Empty texts when it says nothing that can be read.
/// </summary>
public sealed record TpmModel(string Manufacturer, string Model, string Version)
{
    const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>
    /// TCG vendor ids of TPMs without a chip: IBM's (swtpm writes its PCI id, 1014), Microsoft's, VMware's, Google's, Amazon's and the TCG's own simulator.
    /// </summary>
    static readonly string[] SoftwareMakers = ["id:00001014", "id:49424D00", "id:4D534654", "id:564D5700", "id:474F4F47", "id:414D5A4E", "id:58595A5A"];

    /// <summary>Whether the certificate says that there is no chip.</summary>
    public bool IsSoftware => SoftwareMakers.Contains(Manufacturer, StringComparer.OrdinalIgnoreCase);

    public static TpmModel Of(X509Certificate2 certificate)
    {
        var extension = certificate.Extensions.FirstOrDefault(e => e.Oid?.Value == SubjectAlternativeName);
        Dictionary<string, string> values;
        try
        {
            values = extension is null ? [] : Attributes(extension.RawData);
        }
        catch (AsnContentException)
        {
            values = [];
        }

        string Value(string oid) => values.GetValueOrDefault(oid, "");
        return new(Value("2.23.133.2.1"), Value("2.23.133.2.2"), Value("2.23.133.2.3"));
    }

    static Dictionary<string, string> Attributes(byte[] extension)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            if (tag is not { TagClass: TagClass.ContextSpecific, TagValue: 4 })
            {
                names.ReadEncodedValue();
                continue;
            }

            // directoryName [4] EXPLICIT Name: a sequence of sets of (type, value).
            var parts = names.ReadSequence(tag).ReadSequence();
            while (parts.HasData)
            {
                var set = parts.ReadSetOf();
                while (set.HasData)
                {
                    var pair = set.ReadSequence();
                    var oid = pair.ReadObjectIdentifier();
                    var kind = (UniversalTagNumber)pair.PeekTag().TagValue;
                    if (kind is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String)
                    {
                        found[oid] = pair.ReadCharacterString(kind);
                    }
                }
            }
        }

        return found;
    }
}
