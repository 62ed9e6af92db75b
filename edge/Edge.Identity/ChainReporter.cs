using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Hardware.Tpm;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>Builds the box's own transactions and has its TPM sign them (key type R1), so that the chain itself checks who reports.</summary>
public sealed class ChainReporter(BoxIdentity identity, IP256Signer signer)
{
    static readonly Name Active = Name.Parse("active");

    readonly PublicKey _key = PublicKey.FromUncompressed(KeyType.R1, signer.PublicKey.Span);

    /// <summary>The box's account.</summary>
    public Name Account { get; } = Name.Parse(identity.ChainAccount);

    /// <summary>The account that carries the market's contract.</summary>
    public Name Contract { get; } = Name.Parse(identity.ContractAccount);

    public Checksum256 ChainId { get; } = Checksum256.Parse(identity.ChainId);

    /// <summary>A transaction with the one action <c>report</c>, authorised by the box.</summary>
    /// <param name="frame">Expiration and reference block.</param>
    /// <exception cref="IOException">The TPM cannot be reached.</exception>
    /// <exception cref="TpmException">The TPM refuses.</exception>
    public async Task<SignedTransaction> SignAsync(Report report, Transaction frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(frame);
        var transaction = frame with { Actions = [report.ToAction(Contract, new(Account, Active))] };
        var digest = transaction.SigningDigest(ChainId).ToArray();
        return new(transaction, [Signature.FromRs(await signer.SignHashAsync(digest, cancellationToken), digest, _key)]);
    }
}
