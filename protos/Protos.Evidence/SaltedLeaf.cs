using System.Security.Cryptography;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>
/// A leaf of an anchored tree: 16 random bytes, then the content's canonical JSON in UTF-8. The salt keeps what is anchored from being
/// guessed by trying contents.
/// </summary>
public sealed class SaltedLeaf
{
    public const int SaltSize = 16;

    readonly byte[] _input;

    /// <exception cref="ArgumentException">The salt is not 16 bytes long.</exception>
    public SaltedLeaf(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> content)
    {
        if (salt.Length != SaltSize)
        {
            throw new ArgumentException($"A leaf's salt has {SaltSize} bytes, not {salt.Length}.", nameof(salt));
        }

        _input = [.. salt, .. content];
        Hash = MerkleTree.HashLeaf(_input);
    }

    public SaltedLeaf(ReadOnlySpan<byte> salt, CanonicalValue content)
        : this(salt, content.ToUtf8())
    {
    }

    public ReadOnlyMemory<byte> Salt => _input.AsMemory(0, SaltSize);

    public ReadOnlyMemory<byte> Content => _input.AsMemory(SaltSize);

    /// <summary>The leaf's hash in the tree: SHA-256(0x00 || salt || content).</summary>
    public Digest Hash { get; }

    /// <summary>What stands on the chain for a single content outside of a tree: SHA-256(salt || content).</summary>
    public Digest Commitment => Digest.Of(_input);

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(SaltSize);
}
