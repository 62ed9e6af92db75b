using System.Globalization;
using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using ChainKey = LocalEnergyMarket.Contracts.Market.AnchorKey;
using ChainKind = LocalEnergyMarket.Contracts.Market.AnchorKind;

namespace LocalEnergyMarket.Backend.Verify;

/// <summary>What the chain says about one market's timeslot.</summary>
/// <param name="PrunedBefore">Anchors of timeslots before this one were removed from the contract's table; 0 if none.</param>
/// <param name="Reversible">Anchors that are in a block which a fork could still remove.</param>
sealed record ChainAnswer(
    string ChainId, uint IrreversibleBlock, IReadOnlyList<ChainAnchor> Anchors, long PrunedBefore, IReadOnlyList<Protos.Evidence.AnchorKey> Reversible);

/// <summary>Reads the anchors from the contract's table.</summary>
sealed class ChainReader(Eos chain, Name contract)
{
    const int PageSize = 100;

    static readonly ChainKind[] Kinds = [ChainKind.Readings, ChainKind.Book, ChainKind.Result, ChainKind.Secondary, ChainKind.Settlement];

    public async Task<ChainAnswer> Read(string market, uint timeslot, CancellationToken cancellation)
    {
        // Asked first: what is anchored after this block counts as reversible.
        var info = await chain.GetInfo(cancellation);
        var irreversible = (await chain.GetBlock(info.LastIrreversibleBlockNum, cancellation)).Header.Timestamp.Time;
        var marker = await Rows(market, 0, 0, cancellation);
        var rows = new List<AnchorRow>();
        foreach (var kind in Kinds)
        {
            rows.AddRange(await Rows(market, ChainKey.Of(kind, timeslot, 0), ChainKey.Of(kind, timeslot, ushort.MaxValue), cancellation));
        }

        return new(
            info.ChainId.ToString(),
            info.LastIrreversibleBlockNum,
            [.. rows.Select(row => new ChainAnchor(Key(market, row), new(row.Root.ToArray()), row.Leaves))],
            marker.FirstOrDefault(row => row.Kind == ChainKind.PrunedUpTo)?.Timeslot ?? 0,
            [.. rows.Where(row => row.Anchored.Time > irreversible).Select(row => Key(market, row))]);
    }

    static Protos.Evidence.AnchorKey Key(string market, AnchorRow row) => new(market, (Protos.Evidence.AnchorKind)row.Kind, row.Timeslot, row.Version);

    async Task<List<AnchorRow>> Rows(string market, ulong lowest, ulong highest, CancellationToken cancellation)
    {
        var rows = new List<AnchorRow>();
        for (var from = lowest.ToString(CultureInfo.InvariantCulture); ;)
        {
            var page = await chain.GetTableRows(
                new(contract, market, AnchorRow.Table)
                {
                    Json = false,
                    LowerBound = from,
                    UpperBound = highest.ToString(CultureInfo.InvariantCulture),
                    Limit = PageSize,
                },
                cancellation);
            rows.AddRange(page.Packed().Select(row => AnchorRow.Read(row)));
            if (!page.More || page.NextKey.Length == 0)
            {
                return rows;
            }

            from = page.NextKey;
        }
    }
}
