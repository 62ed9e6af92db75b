using LocalEnergyMarket.Backend.Anchoring;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Server.Hosting;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>
/// Whether a box's transaction is what was asked for, before it is sent: the chain would refuse a wrong one too, but here the reason is known.
/// </summary>
sealed class ReportCheck(ContractAccounts accounts, ChainIdentity chain)
{
    public async Task<(SealedEntry? Answer, string Problem)> CheckAsync(Backend.Registry.Boxes.Box box, DataReport report, CancellationToken cancellation)
    {
        if (report.Signed is null)
        {
            return (null, "it has neither a signed transaction nor a failure");
        }

        var chainId = await chain.IdAsync(cancellation);
        try
        {
            var transaction = Transaction.Unpack(report.Signed.PackedTransaction.Span);
            var signature = Signature.Parse(report.Signed.Signature);
            return Problem(box, report, transaction, signature, chainId) is { } problem
                ? (null, problem)
                : (new(report.Signed.PackedTransaction.Memory, [signature.ToString()], transaction.Id.ToArray(), transaction.Expiration.Time), "");
        }
        catch (EosioFormatException e)
        {
            return (null, e.Message);
        }
        catch (ArgumentException e)
        {
            return (null, e.Message);
        }
    }

    string? Problem(Backend.Registry.Boxes.Box box, DataReport report, Transaction transaction, Signature signature, Checksum256 chainId)
    {
        if (transaction.Actions is not [var action] || action.Account != accounts.Contract || transaction.ContextFreeActions.Count > 0)
        {
            return "the transaction must have one action, of the market's contract";
        }

        if (MarketAction.Read(action.Name, action.Data.Span) is not Report sent || sent.Box.ToString() != box.ChainAccount || sent.Event != report.EventId || sent.Timeslot != 0)
        {
            return "the action must be this box's report on this event";
        }

        var commitment = new SaltedLeaf(report.Signed.Salt.Span, report.Signed.CanonicalReading.Span).Commitment;
        if (!commitment.ToArray().AsSpan().SequenceEqual(sent.Commitment.ToArray()))
        {
            return "salt and reading do not open the commitment";
        }

        var key = PublicKey.FromUncompressed(KeyType.R1, box.PublicKey);
        return key.Equals(signature.Recover(transaction.SigningDigest(chainId))) ? null : "the signature is not the box's TPM's";
    }
}
