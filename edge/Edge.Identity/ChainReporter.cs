using Google.Protobuf;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>Builds the box's own transactions and has its TPM sign them (key type R1), so that the chain itself checks who reports.</summary>
public sealed class ChainReporter(BoxIdentity identity, IP256Signer signer)
{
    readonly Name _account = Name.Parse(identity.ChainAccount);
    readonly Checksum256 _chainId = Checksum256.Parse(identity.ChainId);
    readonly PublicKey _key = PublicKey.FromUncompressed(KeyType.R1, signer.PublicKey.Span);

    /// <summary>The action <c>report</c> with the commitment to a reading.</summary>
    /// <param name="request">Event, reference block and expiration.</param>
    /// <param name="salt">Random; not on the chain.</param>
    /// <param name="canonicalReading">What the commitment opens to, with the salt.</param>
    public async Task<SignedReport> SignAsync(
        DataRequest request, ReadOnlyMemory<byte> salt, ReadOnlyMemory<byte> canonicalReading, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var commitment = Checksum256.Hash([.. salt.Span, .. canonicalReading.Span]);
        var transaction = new Transaction
        {
            Expiration = TimePointSec.From(request.Expiration.ToDateTimeOffset()),
            RefBlockNum = unchecked((ushort)request.RefBlockNum),
            RefBlockPrefix = request.RefBlockPrefix,
            Actions = [Report(request.EventId, commitment)],
        };
        var digest = transaction.SigningDigest(_chainId).ToArray();
        var signature = Signature.FromRs(await signer.SignHashAsync(digest, cancellationToken), digest, _key);
        return new()
        {
            PackedTransaction = ByteString.CopyFrom(transaction.Pack()),
            Signature = signature.ToString(),
            Salt = ByteString.CopyFrom(salt.Span),
            CanonicalReading = ByteString.CopyFrom(canonicalReading.Span),
        };
    }

    /// <summary><c>report(box name, event uint64, timeslot uint32, commitment checksum256)</c>, authorised by the box. A timeslot of 0: it is on an event.</summary>
    ContractAction Report(ulong eventId, in Checksum256 commitment) => new(
        Name.Parse(identity.ContractAccount),
        Name.Parse("report"),
        [new PermissionLevel(_account, Name.Parse("active"))],
        new PackedWriter().Name(_account).UInt64(eventId).UInt32(0).Checksum256(commitment).ToArray());
}
