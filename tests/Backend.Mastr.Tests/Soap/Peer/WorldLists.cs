using System.Globalization;
using System.Xml.Linq;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

/// <summary>The lists of the peer, before they are cut into pages.</summary>
static class WorldLists
{
    /// <param name="parameter">The values of a parameter of the request.</param>
    /// <returns>Null if the operation is no list.</returns>
    public static IReadOnlyList<XElement>? Rows(World world, string operation, Func<string, IReadOnlyList<string>> parameter)
    {
        var since = Since(parameter("datumAb"));
        var numbers = parameter("einheitMastrNummern");
        return operation switch
        {
            "GetListeAlleEinheiten" => [.. Changed(world.Active, since).Where(unit => numbers.Count == 0 || numbers.Contains(unit.Number, StringComparer.Ordinal)).Select(WorldAnswers.UnitRow)],
            "GetGefilterteListeStromErzeuger" => [.. Filtered(Changed(world.Active, since), parameter).Where(unit => !IsConsumer(unit)).Select(WorldAnswers.UnitRow)],
            "GetGefilterteListeStromVerbraucher" => [.. Filtered(Changed(world.Active, since), parameter).Where(IsConsumer).Select(WorldAnswers.UnitRow)],
            "GetListeGeloeschteUndDeaktivierteEinheiten" =>
                [.. Changed(world.Removed, since).Where(unit => numbers.Count == 0 || numbers.Contains(unit.Number, StringComparer.Ordinal)).Select(WorldAnswers.RemovedRow)],
            "GetListeLetzteAktualisierung" => [.. LinkedChanges(world, parameter).Select(WorldAnswers.ChangeRow)],
            "GetListeAlleNetzanschlusspunkte" => [.. Points(world, parameter, since).Select(WorldAnswers.PointRow)],
            "GetListeAlleMarktakteure" => [.. world.Actors.Where(actor => actor.Value.Updated >= since).Select(actor => WorldAnswers.ActorRow(actor.Key, actor.Value.Name, actor.Value.Updated))],
            "GetListeKatalogkategorien" => [Entry("Katalogkategorien", 15, "Name", "Hersteller"), Entry("Katalogkategorien", 18, "Name", "Rechtsform")],
            "GetKatalogwerte" => parameter("id") is ["15"]
                ? [Entry("Katalogwerte", 1586, "Wert", "ENERCON GmbH"), Entry("Katalogwerte", 1660, "Wert", "Vestas Deutschland GmbH")]
                : [Entry("Katalogwerte", 2888, "Wert", "GmbH & Co. KG")],
            _ => null,
        };
    }

    static IEnumerable<WorldUnit> Changed(IEnumerable<WorldUnit> units, DateTime since) => units.Where(unit => unit.Updated >= since);

    static IEnumerable<WorldUnit> Filtered(IEnumerable<WorldUnit> units, Func<string, IReadOnlyList<string>> parameter) => units.Where(unit =>
        Fits(parameter("postleitzahl"), unit.Postcode)
        && Fits(parameter("AnlagenbetreiberMastrNummer"), unit.Operator)
        && Fits(parameter("lokationNetzbetreiber"), World.GridOperator));

    static IEnumerable<WorldUnit> LinkedChanges(World world, Func<string, IReadOnlyList<string>> parameter)
    {
        var since = Since(parameter("VerknuepftesObjektDatumAb"));
        var numbers = parameter("EinheitMastrNummern");
        return parameter("VerknuepftesObjektArt") is ["Lokation"]
            ? world.Active.Where(unit => unit.LinkedUpdated >= since && unit.LinkedUpdated > unit.Updated && (numbers.Count == 0 || numbers.Contains(unit.Number, StringComparer.Ordinal)))
            : [];
    }

    static IEnumerable<WorldUnit> Points(World world, Func<string, IReadOnlyList<string>> parameter, DateTime since) => world.Active.Where(unit =>
        !IsConsumer(unit) && unit.LinkedUpdated >= since && Fits(parameter("LokationMastrNummer"), unit.Location) && Fits(parameter("einheitMastrNummer"), unit.Number));

    static bool Fits(IReadOnlyList<string> wanted, string value) => wanted.Count == 0 || wanted.Contains(value, StringComparer.Ordinal);

    static bool IsConsumer(WorldUnit unit) => unit.Type == "Stromverbrauchseinheit";

    static XElement Entry(string row, int id, string name, string value) => WorldAnswers.E(row, WorldAnswers.E("Id", id), WorldAnswers.E(name, value));

    static DateTime Since(IReadOnlyList<string> text) =>
        text.Count == 0 ? DateTime.MinValue : DateTime.ParseExact(text[0], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
