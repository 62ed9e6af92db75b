using System.Globalization;
using LocalEnergyMarket.Backend.Registry.Units;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Registry.Mastr;

/// <summary>Makes units and market actors of export records.</summary>
static class MastrUnits
{
    public const string Actors = "Marktakteure";

    static readonly Dictionary<string, UnitKind> UnitFiles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EinheitenSolar"] = UnitKind.Solar,
        ["EinheitenWind"] = UnitKind.Wind,
        ["EinheitenVerbrennung"] = UnitKind.Combustion,
        ["EinheitenStromSpeicher"] = UnitKind.Storage,
        ["EinheitenStromVerbraucher"] = UnitKind.Consumer,
        ["EinheitenBiomasse"] = UnitKind.Other,
        ["EinheitenWasser"] = UnitKind.Other,
        ["EinheitenGeothermieGrubengasDruckentspannung"] = UnitKind.Other,
    };

    /// <summary>The kinds of files that are read.</summary>
    public static IReadOnlySet<string> Kinds { get; } = new HashSet<string>([.. UnitFiles.Keys, Actors], StringComparer.OrdinalIgnoreCase);

    public static Unit ToUnit(MastrRecord record)
    {
        var name = record["NameStromerzeugungseinheit"];
        return new(
            record["EinheitMastrNummer"],
            name.Length > 0 ? name : record["NameStromverbrauchseinheit"],
            UnitFiles[record.Kind],
            record["Postleitzahl"],
            Power(record["Bruttoleistung"]),
            record["AnlagenbetreiberMastrNummer"],
            record.Fields);
    }

    public static MarketActor ToActor(MastrRecord record) => new(record["MastrNummer"], record["Firmenname"], record.Fields);

    /// <summary>kW with a decimal point and at most three places, as whole watts.</summary>
    static Watts Power(string kilowatts) =>
        decimal.TryParse(kilowatts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? new((long)(value * 1000)) : Watts.Zero;
}
