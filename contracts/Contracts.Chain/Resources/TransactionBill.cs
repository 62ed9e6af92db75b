using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Resources;

/// <summary>
/// What one transaction may use, by the chain, the block, itself and who pays: its first authorizer (ONLY_BILL_FIRST_AUTHORIZER is active).
/// </summary>
/// <param name="enforced">False when it was accepted before: it is billed all the same.</param>
sealed class TransactionBill(ChainState state, Transaction transaction, BlockTimestamp now, bool enforced)
{
    readonly Name _payer = transaction.Actions.SelectMany(a => a.Authorization).Select(a => a.Actor).FirstOrDefault();
    readonly SortedSet<Name> _ramUsers = [];

    ResourceLedger Ledger => state.Resources;

    ChainParameters Parameters => state.Resources.Parameters.Value;

    /// <summary>Who may not use more memory than allowed once the transaction is done.</summary>
    public void WatchRam(Name account) => _ramUsers.Add(account);

    /// <param name="net">Bytes, not yet rounded.</param>
    /// <exception cref="ChainException">3080002 or 3080003: it is longer than it can ever be paid for.</exception>
    public void Begin(uint net)
    {
        Ledger.Touch(_payer, now);
        if (enforced)
        {
            var (limit, byBlock) = NetLimit();
            var payable = Ledger.Payable(_payer, now).Net;
            CheckNet(net, payable >= 0 && (ulong)payable + Parameters.NetUsageLeeway < limit ? ((ulong)payable + Parameters.NetUsageLeeway, false) : (limit, byBlock));
        }
    }

    /// <summary>Before anything else is added up.</summary>
    /// <exception cref="ChainException">3080001: somebody's memory is more than allowed.</exception>
    public void VerifyRam()
    {
        foreach (var account in _ramUsers.Where(_ => enforced))
        {
            Ledger.VerifyRam(account, state.Accounts.Get(account).RamUsage);
        }
    }

    /// <param name="net">Bytes, whole words.</param>
    /// <param name="cpu">Microseconds.</param>
    /// <exception cref="ChainException">3080002 to 3080005: the bytes or the time are more than allowed.</exception>
    public void Finish(uint net, uint cpu)
    {
        if (enforced)
        {
            var payable = Ledger.Payable(_payer, now);
            var (limit, byBlock) = NetLimit();
            CheckNet(net, payable.Net >= 0 && (ulong)payable.Net <= limit ? ((ulong)payable.Net, false) : (limit, byBlock));
            CheckCpu(cpu, payable.Cpu);
        }

        Ledger.Bill(_payer, net, cpu, now);
    }

    (ulong Limit, bool ByBlock) NetLimit()
    {
        var limit = Math.Min(Ledger.BlockNetLeft, Parameters.MaxTransactionNetUsage);
        var own = transaction.MaxNetUsageWords * 8UL;
        limit = own > 0 ? Math.Min(limit, own) : limit;
        return (limit, limit < Parameters.MaxTransactionNetUsage && limit != own);
    }

    static void CheckNet(uint net, (ulong Most, bool ByBlock) limit)
    {
        if (net > limit.Most)
        {
            throw new ChainException(
                limit.ByBlock ? ErrorKind.BlockNetUsage : ErrorKind.NetUsage,
                "check_net_usage",
                limit.ByBlock ? "not enough space left in block: ${net_usage} > ${net_limit}" : "transaction net usage is too high: ${net_usage} > ${net_limit}",
                ("net_usage", net),
                ("net_limit", ChainJson.Number(limit.Most)));
        }
    }

    void CheckCpu(uint billed, long payable)
    {
        if (payable >= 0 && billed > payable)
        {
            throw new ChainException(
                ErrorKind.CpuUsage,
                "validate_account_cpu_usage",
                "billed CPU time (${billed} us) is greater than the maximum billable CPU time for the transaction (${billable} us) reached account cpu limit ${limit}us",
                ("billed", billed),
                ("billable", payable),
                ("subjective", 0),
                ("limit", payable));
        }

        if (billed > Ledger.BlockCpuLeft)
        {
            throw new ChainException(
                ErrorKind.BlockCpuUsage,
                "validate_account_cpu_usage",
                "billed CPU time (${billed} us) is greater than the billable CPU time left in the block (${billable} us)",
                ("billed", billed),
                ("billable", ChainJson.Number(Ledger.BlockCpuLeft)));
        }
    }
}
