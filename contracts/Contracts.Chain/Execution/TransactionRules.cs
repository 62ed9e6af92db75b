using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

/// <summary>What is checked of a transaction before it is executed, apart from its authority.</summary>
static class TransactionRules
{
    const uint FixedNetUsage = 16;

    /// <exception cref="ChainException">3040006: it expires too far ahead.</exception>
    public static void CheckExpiration(Transaction transaction, BlockTimestamp now, ChainParameters parameters)
    {
        if (transaction.Expiration.Time > now.Time.AddSeconds(parameters.MaxTransactionLifetime))
        {
            throw new ChainException(
                ErrorKind.ExpirationTooFar,
                "validate_expiration",
                "Transaction expiration is too far in the future relative to the reference time of ${reference_time}, expiration is ${trx.expiration} and the maximum transaction lifetime is ${max_til_exp} seconds",
                ("trx.expiration", transaction.Expiration.ToString()),
                ("reference_time", now.ToString()),
                ("max_til_exp", parameters.MaxTransactionLifetime));
        }
    }

    /// <param name="referenced">Id of the last block whose number ends in the 16 bits the transaction names; null when there is none.</param>
    /// <exception cref="ChainException">3040007: the transaction refers to another block.</exception>
    public static void CheckReference(Transaction transaction, Checksum256? referenced)
    {
        var id = referenced ?? default;
        if (referenced is null || BlockId.RefBlockPrefix(id) != transaction.RefBlockPrefix)
        {
            throw new ChainException(
                ErrorKind.ReferenceBlock,
                "validate_tapos",
                "Transaction's reference block did not match. Is this transaction from a different fork?",
                ("tapos_summary", new JsonObject { ["block_id"] = id.ToString() }))
                .With("validate_tapos", "");
        }
    }

    /// <exception cref="ChainException">3040000: an account or permission it names does not exist; 3040003: nobody authorizes it.</exception>
    /// <param name="readOnly">Whether it must have no authorization instead of at least one.</param>
    public static void CheckAccounts(Transaction transaction, AccountStore accounts, bool readOnly)
    {
        foreach (var action in transaction.Actions)
        {
            RequireAccount(accounts, action.Account, "action's code account '${account}' does not exist");
            if (readOnly && action.Authorization.Count > 0)
            {
                throw new ChainException(
                    ErrorKind.Transaction,
                    "validate_referenced_accounts",
                    "read-only action '${name}' cannot have authorizations",
                    ("name", action.Name.ToString()));
            }

            foreach (var level in action.Authorization)
            {
                RequireAccount(accounts, level.Actor, "action's authorizing actor '${account}' does not exist");
                if (accounts.FindPermission(level) is null)
                {
                    throw new ChainException(
                        ErrorKind.Transaction,
                        "validate_referenced_accounts",
                        "action's authorizations include a non-existent permission: ${permission}",
                        ("permission", PermissionJson.Of(level)));
                }
            }
        }

        if (!readOnly && !transaction.Actions.Any(a => a.Authorization.Count > 0))
        {
            throw new ChainException(
                ErrorKind.NoAuthorizations, "validate_referenced_accounts", "transaction must have at least one authorization");
        }
    }

    /// <summary>
    /// Extensions are refused by every node. Delays are refused as by a Leap 5 or Spring chain that has switched deferred transactions
    /// off; context-free actions are the one thing that only this chain refuses.
    /// </summary>
    /// <exception cref="ChainException">3100006, 3040000 or 3100008: the transaction asks for what this chain does not do.</exception>
    public static void CheckFeatures(Transaction transaction)
    {
        if (transaction.Extensions.Count > 0)
        {
            throw new ChainException(
                ErrorKind.Subjective, "disallow_transaction_extensions", "no transaction extensions supported yet for input transactions");
        }

        if (transaction.DelaySec > 0)
        {
            throw new ChainException(ErrorKind.Transaction, "init_for_input_trx", "transaction cannot be delayed");
        }

        if (transaction.ContextFreeActions.Any(a => a.Authorization.Count > 0))
        {
            throw new ChainException(
                ErrorKind.Transaction, "validate_referenced_accounts", "context-free actions cannot have authorizations");
        }

        if (transaction.ContextFreeActions.Count > 0)
        {
            throw new ChainException(
                ErrorKind.Unsupported, "validate_referenced_accounts", "This development chain does not execute context-free actions");
        }
    }

    /// <summary>Bytes a transaction is billed for, not yet rounded up to words.</summary>
    public static uint NetUsage(PackedTransaction packed, ChainParameters parameters)
    {
        // A block may drop signatures and context-free data one day, so they count a fifth.
        var prunable = VarUInt32Size((uint)packed.Signatures.Count)
            + (packed.Signatures.Count * (1 + Signature.CompactSize))
            + packed.PackedContextFreeData.Length;
        return parameters.BasePerTransactionNetUsage + FixedNetUsage + (uint)packed.PackedTrx.Length + (uint)((prunable + 4) / 5);
    }

    static void RequireAccount(AccountStore accounts, Name account, string otherwise)
    {
        if (!accounts.Accounts.Contains(account))
        {
            throw new ChainException(ErrorKind.Transaction, "validate_referenced_accounts", otherwise, ("account", account.ToString()));
        }
    }

    static int VarUInt32Size(uint value) => new PackedWriter().VarUInt32(value).Length;
}
