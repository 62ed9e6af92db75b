using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Contracts.Deploy;

/// <summary>Frees the contract's memory of all that is older than its configuration demands, in every market, until nothing is left to remove.</summary>
/// <param name="report">Told what was done, a line each.</param>
public sealed class Pruning(Eos eos, Name contract, Name @operator, Action<string> report)
{
    /// <summary>Rows in one action: what it takes is far below the time that a block gives.</summary>
    const uint RowsAtOnce = 500;

    const int ScopesAtOnce = 500;

    readonly PermissionLevel _asOperator = new(@operator, Name.Parse("active"));

    /// <exception cref="EosioApiException">The chain refused, for another reason than that nothing is left.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        // Events belong to no market and go with any; so there is one to name even before the first anchor.
        foreach (var market in (await Markets(cancellation)).DefaultIfEmpty(contract))
        {
            var actions = 0u;
            while (await Prune(market, RowsAtOnce + actions, cancellation))
            {
                actions++;
            }

            report(actions == 0 ? $"market {market}: nothing is old enough" : $"market {market}: pruned, {actions} actions of {RowsAtOnce} rows or the rest");
        }
    }

    /// <param name="max">Another one each time: the same transaction twice within a second would be a duplicate.</param>
    /// <returns>False when nothing was left to remove.</returns>
    async Task<bool> Prune(Name market, uint max, CancellationToken cancellation)
    {
        try
        {
            await eos.CreateTransaction(new() { Actions = [new Prune(market, uint.MaxValue, max).ToAction(contract, _asOperator)] }, cancellation);
            return true;
        }
        catch (EosioApiException refused) when (MarketErrors.In(refused.Message) == MarketError.NothingToPrune)
        {
            return false;
        }
    }

    async Task<IReadOnlyList<Name>> Markets(CancellationToken cancellation)
    {
        var markets = new List<Name>();
        for (var from = ""; ;)
        {
            var page = await eos.GetTableByScope(contract, AnchorRow.Table, from, ScopesAtOnce, cancellation);
            markets.AddRange(page.Rows.Select(row => Name.Parse(row.Scope)));
            if (page.More.Length == 0)
            {
                return markets;
            }

            from = page.More;
        }
    }
}
