using LocalEnergyMarket.Backend.Evidence.Audits;

namespace LocalEnergyMarket.Backend.Verify.Chain;

/// <summary>What one node says about a market's timeslot.</summary>
/// <param name="Anchors">Of the contract's table.</param>
/// <param name="Reversible">Those of them that a fork could still remove.</param>
/// <param name="PrunedBefore">Anchors of timeslots before this one were removed from the contract's table; 0 if none.</param>
/// <param name="Blocks">The blocks that the document names, as far as the node has them.</param>
sealed record NodeAnswer(
    string Url,
    string ChainId,
    uint IrreversibleBlock,
    IReadOnlyList<ChainAnchor> Anchors,
    IReadOnlyList<Protos.Evidence.AnchorKey> Reversible,
    long PrunedBefore,
    IReadOnlyList<BlockProof> Blocks);
