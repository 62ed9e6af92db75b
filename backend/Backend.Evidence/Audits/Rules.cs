namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>What is checked of trees, proofs and the chain's anchors. docs/evidence.md lists the ids.</summary>
public static partial class Rules
{
    public static readonly Rule TreeHolds = new(
        "tree", "The {0}: {1} leaves give the root that the chain has, {2}.", "{0}: {1} Blätter ergeben die Wurzel, die auf der Chain steht, {2}.");

    public static readonly Rule TreeForeign = new(
        "tree.foreign", "The {0} is not of the document's market and timeslot.", "{0}: nicht von Markt und Viertelstunde des Dokuments.");

    public static readonly Rule TreeTwice = new("tree.twice", "The document has the {0} more than once.", "{0}: steht mehr als einmal im Dokument.");

    public static readonly Rule OneVersion = new(
        "tree.version",
        "The {0} is a second version: book, result and purchases have one.",
        "{0}: eine zweite Version; Orderbuch, Ergebnis und Zukäufe haben nur eine.");

    public static readonly Rule TreeEmpty = new("tree.empty", "The {0} has no records, not even its head.", "{0}: ohne Datensätze, selbst ohne Kopf.");

    public static readonly Rule TreeLacking = new(
        "tree.lacking",
        "The chain has an anchor for the {0}, but the document lacks its records: if it is older than this version, ask for a new one.",
        "{0}: Auf der Chain steht ein Anker, aber im Dokument fehlen die Datensätze. Ist es älter als diese Version, verlangen Sie ein neues.");

    public static readonly Rule NotAnchored = new(
        "tree.not-anchored", "{0} is not anchored: the chain has no anchor for the {1}.", "{0} ist nicht verankert: Auf der Chain steht kein Anker für: {1}.");

    public static readonly Rule OtherRoot = new(
        "tree.other-root", "{0} gives the root {1}, but the chain has {2} for the {3}.", "{0} ergibt die Wurzel {1}, aber auf der Chain steht {2} für: {3}.");

    public static readonly Rule OtherLeafCount = new(
        "tree.other-count",
        "{0} is of a tree of {1} leaves, but the chain has {2} for the {3}.",
        "{0} gehört zu einem Baum mit {1} Blättern, aber auf der Chain stehen {2} für: {3}.");

    public static readonly Rule OtherStatedRoot = new(
        "tree.stated-root", "The records of the {0} give the root {1}, the document states {2}.", "{0}: Die Datensätze ergeben die Wurzel {1}, das Dokument nennt {2}.");

    public static readonly Rule LeafChanged = new(
        "leaf.changed",
        "{0} was changed: its salt and content give the hash {1}, the document states {2}.",
        "{0} wurde verändert: Salz und Inhalt ergeben den Hash {1}, das Dokument nennt {2}.");

    public static readonly Rule HeadDiffers = new(
        "head.differs", "The head of the {0} does not fit its records: {1}.", "{0}: Der Kopf passt nicht zu den Datensätzen: {1}.");

    public static readonly Rule NoRecords = new("document.empty", "The document has no records.", "Das Dokument hat keine Datensätze.");

    public static readonly Rule NoProofs = new("document.no-proofs", "The document has no proofs.", "Das Dokument hat keine Nachweise.");

    public static readonly Rule NotAQuarterHour = new(
        "document.timeslot", "The document's timeslot does not start on a quarter hour.", "Die Viertelstunde des Dokuments beginnt nicht an einer Viertelstunde.");

    public static readonly Rule PseudonymHolds = new(
        "pseudonym", "The pseudonym {0} is that of customer {1}.", "Das Pseudonym {0} ist das des Kunden {1}.");

    public static readonly Rule PseudonymDiffers = new(
        "pseudonym.differs",
        "The key gives customer {0} the pseudonym {1}, not {2}.",
        "Der Schlüssel gibt dem Kunden {0} das Pseudonym {1}, nicht {2}.");

    public static readonly Rule ProofHolds = new(
        "proof",
        "{0} is anchored: its salt and path lead to the root that the chain has, {1}.",
        "{0} ist verankert: Salz und Pfad führen zu der Wurzel, die auf der Chain steht, {1}.");

    public static readonly Rule ProofForeign = new(
        "proof.foreign", "{0} is not of the document's market and timeslot.", "{0} ist nicht von Markt und Viertelstunde des Dokuments.");

    public static readonly Rule ProofOfOther = new("proof.other-customer", "{0} is another customer's.", "{0} gehört einem anderen Kunden.");

    public static readonly Rule ProofTwice = new("proof.twice", "{0} stands in the document more than once.", "{0} steht mehr als einmal im Dokument.");

    public static readonly Rule PathLength = new(
        "proof.path-length",
        "{0} has a path of {1} nodes, which does not fit leaf {2} of {3}.",
        "{0} hat einen Pfad von {1} Knoten; das passt nicht zu Blatt {2} von {3}.");

    public static readonly Rule ProofChanged = new(
        "proof.changed",
        "{0} was changed: content, salt and path lead to the root {1}, the document states {2}.",
        "{0} wurde verändert: Inhalt, Salz und Pfad führen zur Wurzel {1}, das Dokument nennt {2}.");
}
