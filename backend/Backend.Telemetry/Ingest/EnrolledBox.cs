using System.Security.Cryptography;

namespace LocalEnergyMarket.Backend.Telemetry.Ingest;

/// <param name="Id">The box's id.</param>
/// <param name="PublicKey">The enrolled P-256 key: the uncompressed point, 65 bytes 0x04 || x || y.</param>
public sealed record EnrolledBox(Guid Id, ReadOnlyMemory<byte> PublicKey)
{
    const int PointLength = 65;

    /// <summary>
    /// Keys of TPMs that the box had before an exchange. They open no stream; what they signed stays signed, also what waited in the box's journal meanwhile
    /// and comes on a stream of the present key.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> FormerKeys { get; init; } = [];

    /// <summary>Whether the box's key, or one that it had before, made this signature.</summary>
    /// <exception cref="InvalidOperationException">A key is no point on P-256.</exception>
    public bool VerifiesEver(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (Verifies(digest, signature))
        {
            return true;
        }

        foreach (var key in FormerKeys)
        {
            if (new EnrolledBox(Id, key).Verifies(digest, signature))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the box's key made this signature, 64 bytes r || s, of this SHA-256 digest.</summary>
    /// <exception cref="InvalidOperationException">The enrolled key is no point on P-256.</exception>
    public bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var point = PublicKey.Span;
        if (point.Length != PointLength || point[0] != 4)
        {
            throw new InvalidOperationException($"The key enrolled for box {Id} is not an uncompressed P-256 point.");
        }

        try
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = point[1..33].ToArray(), Y = point[33..].ToArray() },
            });
            return key.VerifyHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException($"The key enrolled for box {Id} is not a point on P-256.", e);
        }
    }
}
