using LocalEnergyMarket.Backend.Evidence.Audits;

namespace LocalEnergyMarket.Backend.Verify.Chain;

/// <summary>What is checked of the chain's own answers; beside <see cref="Rules"/>.</summary>
static class ChainRules
{
    public static readonly Rule BlockHolds = new(
        "block",
        "The {0} was anchored by transaction {2} in the irreversible block {1}: the transaction is under the block's Merkle root, the root in the block's id {3}.",
        "{0}: verankert durch die Transaktion {2} im unumkehrbaren Block {1}; sie liegt unter der Merkle-Wurzel des Blocks, und diese in seiner Kennung {3}.");

    public static readonly Rule BlockUnknown = new(
        "block.unknown",
        "The node does not have block {1}, in which the document says that the {0} was anchored: only the contract's table was looked at.",
        "{0}: Der Knoten hat Block {1} nicht, in dem laut Dokument verankert wurde; nur die Tabelle des Vertrags wurde angesehen.");

    public static readonly Rule BlockHeader = new(
        "block.header",
        "The id of block {1} with the anchor of the {0} cannot be computed from what the node tells of its header: the node's word is taken for it.",
        "{0}: Die Kennung von Block {1} lässt sich aus dem, was der Knoten vom Kopf nennt, nicht rechnen; das Wort des Knotens gilt.");

    public static readonly Rule NoTransaction = new(
        "block.transaction",
        "The document says that the {0} was anchored by transaction {2} in block {1}, but the block has no such transaction.",
        "{0}: laut Dokument verankert durch die Transaktion {2} in Block {1}, aber der Block hat sie nicht.");

    public static readonly Rule NoAnchor = new(
        "block.action",
        "Transaction {2} in block {1} does not anchor the {0}.",
        "{0}: Die Transaktion {2} in Block {1} verankert das nicht.");

    public static readonly Rule OtherInBlock = new(
        "block.other-root",
        "The {0} was anchored in block {1} with the root {2}, but the contract's table has {3}.",
        "{0}: in Block {1} verankert mit der Wurzel {2}, aber in der Tabelle des Vertrags steht {3}.");

    public static readonly Rule FalseMerkle = new(
        "block.merkle",
        "The transactions that the node tells of block {1}, in which the {0} was anchored, are not those of the block: their Merkle root is {2}, the block's header has {3}.",
        "{0}: Die Transaktionen, die der Knoten von Block {1} nennt, sind nicht die des Blocks: ihre Merkle-Wurzel ist {2}, im Kopf steht {3}.");

    public static readonly Rule OtherBlock = new(
        "block.dissent",
        "The nodes know different blocks {1}, in which the {0} was anchored: {2}.",
        "{0}: Die Knoten kennen verschiedene Blöcke {1}, in denen verankert wurde: {2}.");

    public static readonly Rule Reversible = new(
        "chain.reversible",
        "The anchor of the {0} is not irreversible yet: check again in a minute.",
        "{0}: Der Anker ist noch nicht unumkehrbar; prüfen Sie in einer Minute noch einmal.");

    public static readonly Rule Pruned = new(
        "chain.pruned",
        "The contract's table does not have the timeslot any more: the anchors were read from their blocks, and whether there are later versions cannot be seen.",
        "Die Tabelle des Vertrags hat die Viertelstunde nicht mehr: Die Anker wurden aus ihren Blöcken gelesen; ob es spätere Versionen gibt, ist nicht zu sehen.");

    public static readonly Rule PrunedAway = new(
        "chain.pruned-away",
        "The anchors of timeslots before {0} were removed from the contract's table, and the document or the node does not have the block of the {1}. Ask a node that keeps the history of the chain.",
        "Die Anker von Viertelstunden vor {0} wurden aus der Tabelle des Vertrags entfernt, und Dokument oder Knoten haben den Block nicht ({1}). Fragen Sie einen Knoten, der die Geschichte der Chain behält.");

    public static readonly Rule OtherChain = new(
        "chain.other", "{0}: the node is one of the chain {1}, not of {2}.", "{0}: Der Knoten gehört zur Chain {1}, nicht zu {2}.");

    public static readonly Rule Dissent = new(
        "chain.dissent",
        "{0} says of the {1}: {2}. Of {3} nodes, {4} say: {5}. It lies, or is behind.",
        "{0} sagt ({1}): {2}. Von {3} Knoten sagen {4}: {5}. Er lügt oder ist zurück.");

    public static readonly Rule NoQuorum = new(
        "chain.no-quorum",
        "The nodes do not agree on the {0}: {1}. {2} must say the same.",
        "{0}: Die Knoten sind sich nicht einig: {1}. {2} müssen dasselbe sagen.");

    public static readonly Rule Silent = new("chain.silent", "{0} gives no answer: {1}", "{0} gibt keine Antwort: {1}");
}
