using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

/// <summary>The keys behind signatures, with the forms EOSIO demands: canonical K1 on transactions, low-S R1 everywhere.</summary>
static class SignatureRecovery
{
    /// <summary>The keys that signed a transaction.</summary>
    /// <exception cref="ChainException">A signature has a forbidden form or no key; the same key signed twice.</exception>
    public static IReadOnlyList<PublicKey> OnTransaction(SignedTransaction signed, in Checksum256 chainId)
    {
        var digest = signed.SigningDigest(chainId).ToArray();
        var keys = new List<PublicKey>();
        foreach (var signature in signed.Signatures)
        {
            if (signature.Type == KeyType.K1 && !signature.IsCanonical)
            {
                throw new ChainException(ErrorKind.Assertion, "public_key", "is_canonical( c ): signature is not canonical");
            }

            var key = Recover(signature, digest);
            if (keys.Contains(key))
            {
                throw new ChainException(
                    ErrorKind.DuplicateSignature,
                    "recover_keys",
                    "transaction includes more than one signature signed using the same key associated with public key: ${key}",
                    ("key", key.ToString()));
            }

            keys.Add(key);
        }

        return keys;
    }

    /// <param name="packed">The signature as a contract has it: curve, then 65 bytes.</param>
    /// <exception cref="ChainException">Not a signature, or one without a key.</exception>
    public static PublicKey InContract(ReadOnlySpan<byte> packed, ReadOnlySpan<byte> digest)
    {
        try
        {
            var reader = new PackedReader(packed);
            return Recover(reader.Signature(), digest);
        }
        catch (EosioFormatException malformed)
        {
            throw new ChainException(ErrorKind.OutOfRange, "read", malformed.Message);
        }
    }

    static PublicKey Recover(Signature signature, ReadOnlySpan<byte> digest)
    {
        if (signature.Type == KeyType.R1 && !signature.IsLowS)
        {
            throw new ChainException(ErrorKind.Unspecified, "public_key", "invalid high s-value encountered in r1 signature");
        }

        return signature.Recover(digest)
            ?? throw new ChainException(ErrorKind.Unspecified, "public_key", "unable to reconstruct public key from signature");
    }
}
