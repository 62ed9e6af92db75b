namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>What is checked of the supplier's tables: what people see and are billed by must be what was anchored.</summary>
public static partial class Rules
{
    public static readonly Rule DatabaseHolds = new(
        "database", "The supplier's database ({1}) states the {0} as it was anchored.", "{0}: Die Datenbank des Versorgers ({1}) nennt, was verankert ist.");

    public static readonly Rule DatabaseDiffers = new(
        "database.differs",
        "{0} is not what the supplier's database ({1}) states: {2}.",
        "{0} ist nicht, was die Datenbank des Versorgers ({1}) nennt: {2}.");

    public static readonly Rule DatabaseLacks = new(
        "database.lacking", "{0} is not in the supplier's database ({1}) any more.", "{0} ist nicht mehr in der Datenbank des Versorgers ({1}).");

    public static readonly Rule DatabaseAdds = new(
        "database.added",
        "The supplier's database ({1}) has a record that is not in the {0}: {2}.",
        "{0}: Die Datenbank des Versorgers ({1}) hat einen Datensatz, der darin nicht steht: {2}.");

    public static readonly Rule DatabaseOrder = new(
        "database.order",
        "{0} stands at another place in the supplier's database ({1}).",
        "{0} steht in der Datenbank des Versorgers ({1}) an anderer Stelle.");

    public static readonly Rule DatabaseTree = new(
        "database.tree",
        "The supplier's database ({1}) has the {0}, of which the document has no tree: it was never anchored.",
        "{0}: steht in der Datenbank des Versorgers ({1}), aber das Dokument hat keinen Baum dazu: nie verankert.");

    public static readonly Rule DatabaseSalt = new(
        "database.salt",
        "{0} has the salt {1}; the timeslot's secret in the supplier's database gives {2}.",
        "{0} hat das Salz {1}; das Geheimnis der Viertelstunde in der Datenbank des Versorgers ergibt {2}.");

    public static readonly Rule BatchLacking = new(
        "database.batch-lacking",
        "{0} rests on batch {2} of box {1}, which is not in the supplier's database any more.",
        "{0} beruht auf Stapel {2} der Box {1}, der nicht mehr in der Datenbank des Versorgers ist.");

    public static readonly Rule BatchDiffers = new(
        "database.batch",
        "{0} rests on batch {2} of box {1} with the hash {3}; the batch in the supplier's database has {4}.",
        "{0} beruht auf Stapel {2} der Box {1} mit dem Hash {3}; der Stapel in der Datenbank des Versorgers hat {4}.");

    public static readonly Rule BatchChain = new(
        "database.batch-chain",
        "The {0} rests on batch {2} of box {1}, which in the supplier's database has the hash {4}; the box's next batch names {3}.",
        "{0}: beruht auf Stapel {2} der Box {1}, der in der Datenbank des Versorgers den Hash {4} hat; der nächste Stapel der Box nennt {3}.");

    public static readonly Rule BatchSignature = new(
        "database.batch-signature",
        "The {0} rests on batch {2} of box {1}, whose signature in the supplier's database is not the box's.",
        "{0}: beruht auf Stapel {2} der Box {1}, dessen Signatur in der Datenbank des Versorgers nicht die der Box ist.");
}
