using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Provisioning.Reporting;

/// <summary>The protocol's content (canonical JSON) and the TPM's signature of it.</summary>
/// <param name="Signature">r and s, 32 bytes each.</param>
sealed record SignedReport(CanonicalObject Content, byte[] Signature)
{
    public const string Format = "lem.commissioning.v1";

    const string Begin = "<script type=\"application/lem-report\" id=\"lem-report\">";
    const string End = "</script>";

    /// <summary>What the QR code says: the box, the digest of the content and its signature. With the box's key it can be held against a file, and against a copy on paper.</summary>
    public string QrText => $"LEM-REPORT:1:{Content.ObjectOf("box").TextOf("id")}:{Base64Url.EncodeToString(SHA256.HashData(Content.ToUtf8()))}:{Base64Url.EncodeToString(Signature)}";

    /// <summary>Hex of the key that the report names, 65 bytes.</summary>
    public string Key => Content.ObjectOf("box").TextOf("key");

    /// <summary>What stands in the page for programs.</summary>
    public string Embedded => Begin + Convert.ToBase64String(Content.ToUtf8()) + "." + Convert.ToBase64String(Signature) + End;

    /// <exception cref="ProblemException">The page is none of this tool's.</exception>
    public static SignedReport Find(string page)
    {
        var start = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = start < 0 ? -1 : page.IndexOf(End, start, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new ProblemException(ProblemId.ReportUnreadable, "");
        }

        try
        {
            var parts = page[(start + Begin.Length)..end].Split('.');
            var content = (CanonicalObject)CanonicalJson.ParseCanonical(Convert.FromBase64String(parts[0]));
            return content.TextOf("format") == Format
                ? new(content, Convert.FromBase64String(parts[1]))
                : throw new ProblemException(ProblemId.ReportUnreadable, content.TextOf("format"));
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or IndexOutOfRangeException)
        {
            throw new ProblemException(ProblemId.ReportUnreadable, e.Message, e);
        }
    }

    /// <summary>Whether the key that the report names made the signature.</summary>
    public bool IsSigned()
    {
        try
        {
            var point = Convert.FromHexString(Key);
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = point[1..33], Y = point[33..65] } });
            return key.VerifyHash(SignedCommissioning.Digest(Content.ToUtf8()), Signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    public static string Decode(byte[] file) => Encoding.UTF8.GetString(file);
}
