namespace LocalEnergyMarket.Backend.Mastr.Kinds;

/// <summary>A kind of record, by the export file it stands in (Dokumentation MaStR Gesamtdatenexport 25.2, section 5).</summary>
/// <param name="Id">The number under which it is stored; never changed. Of units it is the register's own Einheittyp, 1 to 12.</param>
/// <param name="Name">The file's name without its number and ending, for example <c>EinheitenSolar</c>.</param>
/// <param name="Class">What it is about.</param>
/// <param name="Key">The element that names a record; "" where none does.</param>
public sealed record MastrKind(short Id, string Name, MastrClass Class, string Key)
{
    public bool IsUnit => Class == MastrClass.Unit;
}

/// <summary>What records of a kind are about.</summary>
public enum MastrClass
{
    Unit,
    Permit,
    Plant,
    MarketActor,
    MarketRole,
    Grid,
    GridConnection,
    Location,
    BalancingArea,
    GridOperatorChange,
    DeletedUnit,
    DeletedMarketActor,
    Upgrade,
    Catalogue,
}
