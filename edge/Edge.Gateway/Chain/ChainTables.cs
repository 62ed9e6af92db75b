using System.Globalization;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Edge.Gateway.Chain;

/// <summary>The contract's tables as a box looks at them, row by row and in small pages: packed rows, because they are a third of their JSON.</summary>
public sealed class ChainTables(Eos chain, Name contract)
{
    /// <summary>Events of a page: about 1 KiB.</summary>
    public const int PageSize = 25;

    /// <summary>Events behind an id, by id.</summary>
    public async Task<(IReadOnlyList<EventRow> Rows, bool More)> EventsAfterAsync(ulong id, CancellationToken cancellationToken)
    {
        var answer = await RowsAsync(EventRow.Table, id + 1, ulong.MaxValue, PageSize, cancellationToken);
        return ([.. answer.Packed().Select(row => EventRow.Read(row))], answer.More);
    }

    /// <summary>Null when it was pruned, or never was.</summary>
    public async Task<EventRow?> EventAsync(ulong id, CancellationToken cancellationToken) =>
        (await RowsAsync(EventRow.Table, id, id, 1, cancellationToken)).Packed().Select(row => EventRow.Read(row)).FirstOrDefault();

    /// <summary>Null when the event is not answered, or was pruned.</summary>
    public async Task<ReportRow?> ReportAsync(ulong id, CancellationToken cancellationToken) =>
        (await RowsAsync(ReportRow.Table, id, id, 1, cancellationToken)).Packed().Select(row => ReportRow.Read(row)).FirstOrDefault();

    /// <summary>Null when the account is not registered as a box.</summary>
    public async Task<BoxRow?> BoxAsync(Name account, CancellationToken cancellationToken) =>
        (await RowsAsync(BoxRow.Table, account.Value, account.Value, 1, cancellationToken)).Packed().Select(row => BoxRow.Read(row)).FirstOrDefault();

    /// <summary>The highest event id there ever was; 0 when the contract is not set up.</summary>
    public async Task<ulong> LastEventAsync(CancellationToken cancellationToken) =>
        (await RowsAsync(ConfigRow.Table, 0, ulong.MaxValue, 1, cancellationToken)).Packed().Select(row => ConfigRow.Read(row)).FirstOrDefault()?.LastEvent ?? 0;

    Task<TableRows> RowsAsync(Name table, ulong from, ulong to, int limit, CancellationToken cancellationToken) => chain.GetTableRows(
        new(contract, contract.ToString(), table)
        {
            Json = false,
            LowerBound = from.ToString(CultureInfo.InvariantCulture),
            UpperBound = to.ToString(CultureInfo.InvariantCulture),
            Limit = limit,
        },
        cancellationToken);
}
