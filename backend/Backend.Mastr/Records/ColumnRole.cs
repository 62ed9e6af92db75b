using LocalEnergyMarket.Backend.Mastr.Kinds;

namespace LocalEnergyMarket.Backend.Mastr.Records;

/// <summary>Which column an element fills.</summary>
enum ColumnRole : byte
{
    None,
    Number,
    Updated,
    Actor,
    Postcode,
    Location,
    Status,
    Power,
    EnergyCarrier,
}

/// <summary>Element names in all their spellings, and what they fill.</summary>
static class ColumnRoles
{
    static readonly Dictionary<string, ColumnRole> Everywhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DatumLetzteAktualisierung"] = ColumnRole.Updated,
        ["DatumLetzeAktualisierung"] = ColumnRole.Updated,
        ["LetzteAenderung"] = ColumnRole.Updated,
        ["LokationMastrNummer"] = ColumnRole.Location,
        ["EinheitBetriebsstatus"] = ColumnRole.Status,
        ["AnlageBetriebsstatus"] = ColumnRole.Status,
        ["MarktakteurStatus"] = ColumnRole.Status,
        ["Energietraeger"] = ColumnRole.EnergyCarrier,
    };

    static readonly Dictionary<(MastrClass Class, string Name), ColumnRole> ByClass = new(new NameComparer())
    {
        [(MastrClass.GridOperatorChange, "EinheitMastrNummer")] = ColumnRole.Number,
        [(MastrClass.Unit, "AnlagenbetreiberMastrNummer")] = ColumnRole.Actor,
        [(MastrClass.GridConnection, "NetzbetreiberMastrNummer")] = ColumnRole.Actor,
        [(MastrClass.MarketRole, "MarktakteurMastrNummer")] = ColumnRole.Actor,
        [(MastrClass.Unit, "Postleitzahl")] = ColumnRole.Postcode,
        [(MastrClass.Unit, "Bruttoleistung")] = ColumnRole.Power,
        [(MastrClass.Unit, "Erzeugungsleistung")] = ColumnRole.Power,
        [(MastrClass.Unit, "MaximaleGasbezugsleistung")] = ColumnRole.Power,
        [(MastrClass.Unit, "MaximaleAusspeicherleistung")] = ColumnRole.Power,
        [(MastrClass.Plant, "InstallierteLeistung")] = ColumnRole.Power,
        [(MastrClass.Plant, "ElektrischeKwkLeistung")] = ColumnRole.Power,
        [(MastrClass.GridConnection, "Netzanschlusskapazitaet")] = ColumnRole.Power,
    };

    public static ColumnRole Of(MastrKind kind, string name) =>
        name.Equals(kind.Key, StringComparison.OrdinalIgnoreCase) ? ColumnRole.Number
        : ByClass.TryGetValue((kind.Class, name), out var role) ? role
        : Everywhere.GetValueOrDefault(name);

    sealed class NameComparer : IEqualityComparer<(MastrClass Class, string Name)>
    {
        public bool Equals((MastrClass Class, string Name) x, (MastrClass Class, string Name) y) =>
            x.Class == y.Class && x.Name.Equals(y.Name, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((MastrClass Class, string Name) obj) => HashCode.Combine(obj.Class, StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Name));
    }
}
