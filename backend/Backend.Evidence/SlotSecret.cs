using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence;

/// <summary>
/// 32 random bytes that the backend keeps for one market and timeslot. The pseudonyms and the salts of the timeslot's leaves are derived from
/// them with HMAC-SHA-256, so that the same facts give the same trees again, and a customer's pseudonyms in two timeslots have nothing in common.
/// Whoever deletes the secret and the leaves has made what is on the chain meaningless.
/// </summary>
public sealed class SlotSecret
{
    public const int Size = 32;

    readonly byte[] _bytes;

    /// <exception cref="ArgumentException">The secret is not 32 bytes long.</exception>
    public SlotSecret(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A timeslot's secret has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
    }

    public static byte[] NewBytes() => RandomNumberGenerator.GetBytes(Size);

    public Pseudonym Customer(string customerId) => Of('c', customerId);

    public Pseudonym Unit(string unitNumber) => Of('u', unitNumber);

    public Pseudonym Meter(string meterSerial) => Of('m', meterSerial);

    public Pseudonym Box(string boxId) => Of('b', boxId);

    /// <summary>The 16 bytes of salt of one leaf.</summary>
    public byte[] Salt(AnchorKey anchor, int index) =>
        Derive(string.Create(CultureInfo.InvariantCulture, $"salt|{anchor.Market}|{anchor.KindName}|{anchor.Timeslot}|{anchor.Version}|{index}"))[..SaltedLeaf.SaltSize];

    Pseudonym Of(char kind, string id) => new(kind, id, Derive($"{kind}|{id}"));

    byte[] Derive(string what) => HMACSHA256.HashData(_bytes, Encoding.UTF8.GetBytes(what));
}

/// <summary>
/// What stands for a customer, unit, meter or box in the leaves of one timeslot: a letter (c, u, m, b), a dash and the first 16 bytes of
/// SHA-256(key || id) in hexadecimal. The key opens it: shown to the customer it proves that the pseudonym is the customer's own.
/// </summary>
/// <param name="Kind">c, u, m or b.</param>
/// <param name="Id">What the pseudonym stands for.</param>
/// <param name="Key">32 bytes.</param>
public sealed record Pseudonym(char Kind, string Id, ReadOnlyMemory<byte> Key)
{
    const int Digits = 32;

    public string Name => $"{Kind}-{Digest.Of([.. Key.Span, .. Encoding.UTF8.GetBytes(Id)]).ToString()[..Digits]}";

    public override string ToString() => Name;
}
