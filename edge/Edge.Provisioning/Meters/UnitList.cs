using System.Globalization;

namespace LocalEnergyMarket.Edge.Provisioning.Meters;

/// <summary>Modbus unit ids as people write them: <c>1-247</c>, <c>1,3,71</c>, <c>1-10,71</c>.</summary>
static class UnitList
{
    /// <returns>Null for null.</returns>
    /// <exception cref="FormatException">It is none; the message says what one looks like.</exception>
    public static IReadOnlyList<byte>? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var units = new List<byte>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !byte.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !byte.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || last < first)
            {
                throw new FormatException($"'{part}' in '{text}' are no unit ids: write 1-247 or 1,3,71 (0 to 255). / Das sind keine Geräteadressen: 1-247 oder 1,3,71 schreiben.");
            }

            units.AddRange(Enumerable.Range(first, last - first + 1).Select(u => (byte)u));
        }

        return [.. units.Distinct()];
    }
}

/// <summary>A host with or without a port; an IPv6 address with a port stands in brackets.</summary>
static class HostAndPort
{
    const int ModbusPort = 502;

    /// <exception cref="FormatException">It is none.</exception>
    public static (string Host, int Port) Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FormatException("Give HOST[:PORT], or --serial /dev/ttyUSB0. / HOST[:PORT] angeben oder --serial /dev/ttyUSB0.");
        }

        var colon = text.LastIndexOf(':');
        var bracket = text.LastIndexOf(']');
        if (colon < 0 || colon < bracket || (bracket < 0 && text.IndexOf(':', StringComparison.Ordinal) != colon))
        {
            return (text.Trim('[', ']'), ModbusPort);
        }

        return int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? (text[..colon].Trim('[', ']'), port)
            : throw new FormatException($"'{text}' is no HOST[:PORT]. / '{text}' ist keine Adresse mit Port.");
    }
}
