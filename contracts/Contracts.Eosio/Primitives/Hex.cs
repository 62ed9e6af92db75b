namespace LocalEnergyMarket.Contracts.Eosio;

static class Hex
{
    public static byte[] Decode(string text, string what, int? size = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(text);
        }
        catch (FormatException notHex)
        {
            throw new EosioFormatException($"A {what} is written as hex digits, two a byte; '{Shortened(text)}' is not.", notHex);
        }

        return size is null || bytes.Length == size
            ? bytes
            : throw new EosioFormatException($"A {what} has {size} bytes, not {bytes.Length}.");
    }

    static string Shortened(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");
}
