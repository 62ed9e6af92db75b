using System.Globalization;
using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using ChainKey = LocalEnergyMarket.Contracts.Market.AnchorKey;
using ChainKind = LocalEnergyMarket.Contracts.Market.AnchorKind;

namespace LocalEnergyMarket.Backend.Verify.Chain;

/// <summary>Asks one node for the anchors in the contract's table, and for the blocks in which they were written.</summary>
sealed class NodeReader(string url, Eos chain, Name contract)
{
    const int PageSize = 100;

    /// <summary>A row tells the second in which it was written; the block may be half a second later.</summary>
    static readonly TimeSpan BlockInterval = TimeSpan.FromMilliseconds(500);

    static readonly ChainKind[] Kinds = [ChainKind.Readings, ChainKind.Book, ChainKind.Result, ChainKind.Secondary, ChainKind.Settlement];

    public async Task<NodeAnswer> ReadAsync(string market, uint timeslot, IReadOnlyList<AnchorPlace> places, CancellationToken cancellation)
    {
        // Asked first: what is anchored after this block counts as reversible.
        var info = await chain.GetInfo(cancellation);
        var irreversible = (await chain.GetBlock(info.LastIrreversibleBlockNum, cancellation)).Header.Timestamp.Time;
        var marker = await RowsAsync(market, 0, 0, cancellation);
        var rows = new List<AnchorRow>();
        foreach (var kind in Kinds)
        {
            rows.AddRange(await RowsAsync(market, ChainKey.Of(kind, timeslot, 0), ChainKey.Of(kind, timeslot, ushort.MaxValue), cancellation));
        }

        var blocks = new List<BlockProof>();
        foreach (var place in places.DistinctBy(place => (place.Block, place.TransactionId)).Where(place => place.Block <= info.LastIrreversibleBlockNum))
        {
            if (await BlockAsync(place.Block, cancellation) is { } block)
            {
                blocks.Add(BlockProof.Of(block, place.TransactionId));
            }
        }

        return new(
            url,
            info.ChainId.ToString(),
            info.LastIrreversibleBlockNum,
            [.. rows.Select(row => new ChainAnchor(Key(market, row), new(row.Root.ToArray()), row.Leaves))],
            [.. rows.Where(row => row.Anchored.Time + BlockInterval > irreversible).Select(row => Key(market, row))],
            marker.FirstOrDefault(row => row.Kind == ChainKind.PrunedUpTo)?.Timeslot ?? 0,
            blocks);
    }

    static Protos.Evidence.AnchorKey Key(string market, AnchorRow row) => new(market, (Protos.Evidence.AnchorKind)row.Kind, row.Timeslot, row.Version);

    async Task<BlockAnswer?> BlockAsync(uint number, CancellationToken cancellation)
    {
        try
        {
            return await chain.GetBlock(number, cancellation);
        }
        catch (EosioApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    async Task<List<AnchorRow>> RowsAsync(string market, ulong lowest, ulong highest, CancellationToken cancellation)
    {
        var rows = new List<AnchorRow>();
        for (var from = lowest; ;)
        {
            var page = await chain.GetTableRows(
                new(contract, market, AnchorRow.Table)
                {
                    Json = false,
                    LowerBound = from.ToString(CultureInfo.InvariantCulture),
                    UpperBound = highest.ToString(CultureInfo.InvariantCulture),
                    Limit = PageSize,
                },
                cancellation);
            rows.AddRange(page.Packed().Select(row => AnchorRow.Read(row)));
            if (!page.More || page.NextKey.Length == 0)
            {
                return rows;
            }

            // A node that gives the same page for ever would otherwise fill the memory.
            from = ulong.TryParse(page.NextKey, NumberStyles.None, CultureInfo.InvariantCulture, out var next) && next > from
                ? next
                : throw new EosioFormatException($"/v1/chain/get_table_rows: the next key {page.NextKey} does not lie behind {from}.");
        }
    }
}
