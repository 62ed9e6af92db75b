namespace LocalEnergyMarket.Edge.Provisioning.Reporting;

/// <summary>What no program can see and the technician says in the report, under his signature and the TPM's.</summary>
/// <param name="Id">On the command line and in the signed content; keeps its meaning.</param>
sealed record Confirmation(string Id, string German, string English)
{
    public static IReadOnlyList<Confirmation> All { get; } =
    [
        new("plates", "Zählernummern und Typen wurden mit den Typenschildern verglichen", "Serial numbers and types were compared with the plates"),
        new("direction", "An jedem Zähler wurde geprüft, in welche Richtung die Energie fließt", "At each meter it was checked which way the energy flows"),
        new("mounted", "Die Box ist befestigt, verschlossen und beschriftet", "The box is mounted, closed and labelled"),
        new("customer", "Der Kunde wurde eingewiesen", "The customer was instructed"),
    ];
}
