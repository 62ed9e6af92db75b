using System.Globalization;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Documents;

static class DocumentFormat
{
    /// <exception cref="FormatException">The document states another format or version.</exception>
    public static void Require(CanonicalObject document, string format, int version)
    {
        if (!string.Equals(document.TextOf("format"), format, StringComparison.Ordinal) || document.IntegerOf("format_version") != version)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"The document is a {document.TextOf("format")} of version {document.IntegerOf("format_version")}; this program reads {format} of version {version}."));
        }
    }

    public static IEnumerable<CanonicalObject> Objects(CanonicalObject document, string name) =>
        document.ItemsOf(name).Select(item => item as CanonicalObject ?? throw new FormatException($"'{name}' has a member that is not an object."));

    public static byte[] Bytes(CanonicalObject document, string name, int size) => Bytes(document.TextOf(name), name, size);

    public static byte[] Bytes(string text, string name, int size) => text.Length == size * 2 && text.All(char.IsAsciiHexDigitLower)
        ? Convert.FromHexString(text)
        : throw new FormatException($"The member '{name}' is not {size} bytes in lower-case hexadecimal digits: {(text.Length > 80 ? text[..80] + "…" : text)}");

    public static AnchorKind Kind(CanonicalObject document) => AnchorKey.KindNames.TryGetValue(document.TextOf("kind"), out var kind)
        ? kind
        : throw new FormatException($"There is no kind '{document.TextOf("kind")}' of anchors.");

    public static int Version(CanonicalObject document) => (int)document.IntegerOf("version", 1, ushort.MaxValue);
}
