using System.Collections.Frozen;

namespace LocalEnergyMarket.Backend.Mastr.Kinds;

/// <summary>The kinds of records that are known. A file of another kind is passed over.</summary>
public static class MastrKinds
{
    const string Unit = "EinheitMastrNummer";
    const string Eeg = "EegMaStRNummer";

    public static IReadOnlyList<MastrKind> All { get; } =
    [
        new(1, "EinheitenSolar", MastrClass.Unit, Unit),
        new(2, "EinheitenWind", MastrClass.Unit, Unit),
        new(3, "EinheitenBiomasse", MastrClass.Unit, Unit),
        new(4, "EinheitenWasser", MastrClass.Unit, Unit),
        new(5, "EinheitenGeothermieGrubengasDruckentspannung", MastrClass.Unit, Unit),
        new(6, "EinheitenVerbrennung", MastrClass.Unit, Unit),
        new(7, "EinheitenKernkraft", MastrClass.Unit, Unit),
        new(8, "EinheitenStromSpeicher", MastrClass.Unit, Unit),
        new(9, "EinheitenStromVerbraucher", MastrClass.Unit, Unit),
        new(10, "EinheitenGasverbraucher", MastrClass.Unit, Unit),
        new(11, "EinheitenGasErzeuger", MastrClass.Unit, Unit),
        new(12, "EinheitenGasSpeicher", MastrClass.Unit, Unit),
        new(20, "EinheitenGenehmigung", MastrClass.Permit, "GenMastrNummer"),
        new(21, "AnlagenEegSolar", MastrClass.Plant, Eeg),
        new(22, "AnlagenEegWind", MastrClass.Plant, Eeg),
        new(23, "AnlagenEegBiomasse", MastrClass.Plant, Eeg),
        new(24, "AnlagenEegWasser", MastrClass.Plant, Eeg),
        new(25, "AnlagenEegGeothermieGrubengasDruckentspannung", MastrClass.Plant, Eeg),
        new(26, "AnlagenEegSpeicher", MastrClass.Plant, Eeg),
        new(27, "AnlagenKwk", MastrClass.Plant, "KwkMastrNummer"),
        new(28, "AnlagenStromSpeicher", MastrClass.Plant, "MaStRNummer"),
        new(29, "AnlagenGasSpeicher", MastrClass.Plant, "MaStRNummer"),
        new(30, "Ertuechtigungen", MastrClass.Upgrade, "Id"),
        new(40, "Marktakteure", MastrClass.MarketActor, "MastrNummer"),
        new(41, "MarktakteureUndRollen", MastrClass.MarketRole, "MastrNummer"),
        new(50, "Netze", MastrClass.Grid, "MastrNummer"),
        new(51, "Netzanschlusspunkte", MastrClass.GridConnection, "NetzanschlusspunktMastrNummer"),
        new(52, "Lokationen", MastrClass.Location, "MastrNummer"),
        new(53, "Bilanzierungsgebiete", MastrClass.BalancingArea, "Id"),
        new(60, "EinheitenAenderungNetzbetreiberzuordnungen", MastrClass.GridOperatorChange, ""),
        new(70, "GeloeschteUndDeaktivierteEinheiten", MastrClass.DeletedUnit, Unit),
        new(71, "GeloeschteUndDeaktivierteMarktakteure", MastrClass.DeletedMarketActor, "MarktakteurMastrNummer"),
        new(80, "Katalogkategorien", MastrClass.Catalogue, "Id"),
        new(81, "Katalogwerte", MastrClass.Catalogue, "Id"),
        new(82, "Marktrollen", MastrClass.Catalogue, "Id"),
        new(83, "Marktfunktionen", MastrClass.Catalogue, "Id"),
        new(84, "Einheitentypen", MastrClass.Catalogue, "Id"),
        new(85, "Lokationstypen", MastrClass.Catalogue, "Id"),
    ];

    static readonly FrozenDictionary<string, MastrKind> ByName = All.ToFrozenDictionary(kind => kind.Name, StringComparer.OrdinalIgnoreCase);
    static readonly FrozenDictionary<short, MastrKind> ById = All.ToFrozenDictionary(kind => kind.Id);

    /// <summary>The highest id that a kind of unit may ever have: in SQL, units are <c>kind &lt;= 19</c>.</summary>
    public const short LastUnit = 19;

    public static MastrKind? Find(string name) => ByName.GetValueOrDefault(name);

    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static MastrKind Get(string name) => Find(name) ?? throw new ArgumentException($"'{name}' is no kind of MaStR record.", nameof(name));

    public static MastrKind Get(short id) => ById[id];
}
