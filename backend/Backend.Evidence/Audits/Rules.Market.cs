namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>What is checked of the records themselves.</summary>
public static partial class Rules
{
    public static readonly Rule Unreadable = new("record.unreadable", "{0} cannot be read: {1}", "{0} ist nicht zu lesen: {1}");

    public static readonly Rule NotFollowing = new("record.not-following", "{0} does not follow from {1}.", "{0} folgt nicht aus {1}.");

    public static readonly Rule Differs = new("record.differs", "{0} does not follow from {1}: {2}.", "{0} folgt nicht aus {1}: {2}.");

    public static readonly Rule Lacking = new(
        "record.lacking", "The {0} lacks a record that follows from {1}: {2}.", "{0}: Es fehlt ein Datensatz, der aus {1} folgt: {2}.");

    public static readonly Rule StandsTwice = new("record.twice", "{0} stands twice.", "{0} steht zweimal da.");

    public static readonly Rule WrongPlace = new("record.place", "{0} stands at the wrong place.", "{0} steht an der falschen Stelle.");

    public static readonly Rule WrongNumber = new(
        "book.number", "{0} stands at the wrong place: its number is {1}.", "{0} steht an der falschen Stelle: seine Nummer ist {1}.");

    public static readonly Rule TooLarge = new(
        "record.too-large", "Not to be computed, the numbers are too large: {0}", "Nicht zu rechnen, die Zahlen sind zu groß: {0}");

    public static readonly Rule BookHolds = new(
        "book",
        "Played again, the market's rules allow each of the {0} offers, bids and withdrawals of the book.",
        "Noch einmal gespielt, erlauben die Marktregeln jedes der {0} Angebote, Gebote und Rücknahmen des Orderbuchs.");

    public static readonly Rule AgainstRules = new("book.against-rules", "{0} is against the market's rules: {1}", "{0} verstößt gegen die Marktregeln: {1}");

    public static readonly Rule HeldOtherwise = new(
        "book.held",
        "{0} states that the bid held {1} on arrival; the rules give {2}.",
        "{0} nennt, dass das Gebot bei Eingang {1} hielt; die Regeln ergeben {2}.");

    public static readonly Rule NoBook = new(
        "book.lacking",
        "The document has a result but no book: the auction cannot be computed again.",
        "Das Dokument hat ein Ergebnis, aber kein Orderbuch: Die Auktion lässt sich nicht nachrechnen.");

    public static readonly Rule ResultHolds = new(
        "result", "The result is the one that the market's rules give for the book.", "Das Ergebnis ist das, das die Marktregeln aus dem Orderbuch ergeben.");

    public static readonly Rule NoResult = new("result.lacking", "The document has a book but no result.", "Das Dokument hat ein Orderbuch, aber kein Ergebnis.");

    public static readonly Rule PurchasesHold = new(
        "secondary",
        "Each of the supplier's {0} purchases is of energy that was unsold, at its start price and in time.",
        "Jeder der {0} Zukäufe des Versorgers ist von Unverkauftem, zum Startpreis und rechtzeitig.");

    public static readonly Rule PurchaseOffer = new(
        "secondary.offer",
        "{0} does not fit its offer: the seller is {1} and the start price {2}.",
        "{0} passt nicht zu seinem Angebot: Verkäufer ist {1}, der Startpreis {2}.");

    public static readonly Rule PurchaseAmount = new(
        "secondary.amount", "{0} states the amount {1}; {2} at {3} are {4}.", "{0} nennt den Betrag {1}; {2} zu {3} sind {4}.");

    public static readonly Rule ReadingsHold = new(
        "readings",
        "The slot energies of the {0} are the differences of their register values.",
        "{0}: Die Viertelstundenwerte sind die Unterschiede ihrer Zählerstände.");

    public static readonly Rule MeterTwice = new("readings.twice", "{0} gives the meter a second time.", "{0} nennt den Zähler ein zweites Mal.");

    public static readonly Rule NoDifference = new(
        "readings.difference",
        "{0} states {1} drawn and {2} fed in, but its register values differ by {3} and {4}.",
        "{0} nennt {1} bezogen und {2} eingespeist, aber die Zählerstände unterscheiden sich um {3} und {4}.");

    public static readonly Rule SettlementHolds = new(
        "settlement",
        "The {0} is the one that result, purchases, readings and tariff give.",
        "{0}: Es ist die, die sich aus Ergebnis, Zukäufen, Messwerten und Tarif ergibt.");

    public static readonly Rule NoTerms = new(
        "settlement.terms", "The {0} has no terms: it cannot be computed again.", "{0}: ohne Bedingungen; sie lässt sich nicht nachrechnen.");

    public static readonly Rule NoReadings = new(
        "settlement.readings",
        "The {0} was made from the readings version {1}, which the document lacks.",
        "{0}: gemacht aus den Messwerten Version {1}, die im Dokument fehlen.");

    public static readonly Rule NotToBeSettled = new("settlement.against-rules", "The {0} is against the rules: {1}", "{0}: verstößt gegen die Regeln: {1}");

    public static readonly Rule LineHolds = new(
        "line",
        "The line in the {0} follows from the customer's own trades, meters and the tariff.",
        "{0}: Die Zeile folgt aus den eigenen Geschäften, den eigenen Zählern und dem Tarif des Kunden.");

    public static readonly Rule NoLine = new(
        "line.absent", "The {0} has no line of customer {1} in the document.", "{0}: Im Dokument ist keine Zeile des Kunden {1}.");

    public static readonly Rule LineWithoutTerms = new(
        "line.terms",
        "The {0} has no terms in the document: the line cannot be computed again.",
        "{0}: Im Dokument fehlen die Bedingungen; die Zeile lässt sich nicht nachrechnen.");

    public static readonly Rule LineDiffers = new(
        "line.differs", "{0} does not follow from the customer's records: {1}.", "{0} folgt nicht aus den Datensätzen des Kunden: {1}.");
}
