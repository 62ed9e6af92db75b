using System.IO.Compression;
using System.Xml.Linq;
using LocalEnergyMarket.Backend.Mastr.Records;
using LocalEnergyMarket.Backend.Mastr.Kinds;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using LocalEnergyMarket.Backend.Mastr.Soap.Words;
using LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

/// <summary>The same object from the export and from the service is the same record.</summary>
public sealed class ShapeTests
{
    /// <param name="sample">The service's answer.</param>
    /// <param name="row">Which repeated element; empty for an answer that is one object.</param>
    /// <param name="differences">Fields that only one of them has, or that the invented samples have differently; all others are equal, letter by letter.</param>
    [Theory]
    [InlineData("11-GetEinheitSolar", "", "EinheitenSolar", "SEE910000000019",
        "-AnschlussAnHoechstOderHochSpannung -SpeicherAmGleichenOrt +StrasseNichtGefunden +HausnummerNichtGefunden +NetzbetreiberMastrNummer +Netzbetreiberzuordnungen")]
    [InlineData("13-GetEinheitStromSpeicher", "", "EinheitenStromSpeicher", "SEE910000000217",
        "-AnschlussAnHoechstOderHochSpannung -GemeinsamRegistrierteSolareinheitMastrNummer +StrasseNichtGefunden +HausnummerNichtGefunden +NetzbetreiberMastrNummer "
        + "+Netzbetreiberzuordnungen +NutzbareSpeicherkapazitaet")]
    [InlineData("12-GetEinheitWind", "", "EinheitenWind", "SEE910000000118",
        "-AnschlussAnHoechstOderHochSpannung -Gemarkung -FlurFlurstuecknummern -AuflagenAbschaltungSchallimmissionsschutzTagsueber -AuflagenAbschaltungSchattenwurf "
        + "-AuflagenAbschaltungTierschutz -AuflagenAbschaltungEiswurf -AuflagenAbschaltungSonstige *NetzbetreiberpruefungDatum *Weic_nv *Kraftwerksnummer_nv +Hausnummer_nv "
        + "+StrasseNichtGefunden +HausnummerNichtGefunden +NetzbetreiberMastrNummer +Netzbetreiberzuordnungen +Wassertiefe +Kuestenentfernung")]
    [InlineData("15-GetEinheitStromVerbraucher", "", "EinheitenStromVerbraucher", "SVE910000000415",
        "*NetzbetreiberpruefungDatum *NichtVorhandenInMigriertenEinheiten +NetzbetreiberMastrNummer +Netzbetreiberzuordnungen")]
    [InlineData("14-GetStromSpeicher", "", "AnlagenStromSpeicher", "SSE920000000018", "")]
    [InlineData("20-GetLokationStromErzeuger", "", "Lokationen", "SEL950000000039", "-Lokationtyp *NetzanschlusspunkteMaStRNummern")]
    [InlineData("21-GetListeAlleNetzanschlusspunkte", "ListeNetzanschlusspunkte", "Netzanschlusspunkte", "SAN960000000021",
        "-NetzMaStRNummer -NetzbetreiberMaStRNummer -RegelzoneNetzanschlusspunkt +EinheitMitOrtUndPlz")]
    [InlineData("19-GetMarktakteur", "", "Marktakteure", "ABR900000000225",
        "-RegisternummerPraefix -Kmu -HauptwirtdschaftszweigAbschnitt +StrasseNichtGefunden +HausnummerNichtGefunden +ImHandelsregisterEingetragen +Registergericht "
        + "+BundesnetzagenturBetriebsnummer_nv")]
    [InlineData("16-GetListeGeloeschteUndDeaktivierteEinheiten", "EinheitMitStatus", "GeloeschteUndDeaktivierteEinheiten", "SEE910000000514", "+Einheitart")]
    public async Task A_record_of_the_service_is_the_exports(string sample, string row, string kind, string number, string differences)
    {
        var body = await BodyAsync($"{sample}.response");
        var element = row.Length == 0 ? body : body.All(row).First();

        var service = ExportShape.Fields(kind, element);

        var export = Exported(kind, number);
        Assert.Equal(differences.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), Differences(export, service).Order(StringComparer.Ordinal));
        Assert.Equal(export.Keys.Intersect(service.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal), export.Keys.Intersect(service.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal));
    }

    /// <summary>The columns that a record is found by.</summary>
    [Theory]
    [InlineData("11-GetEinheitSolar", "EinheitenSolar", "SEE910000000019")]
    [InlineData("12-GetEinheitWind", "EinheitenWind", "SEE910000000118")]
    [InlineData("13-GetEinheitStromSpeicher", "EinheitenStromSpeicher", "SEE910000000217")]
    [InlineData("15-GetEinheitStromVerbraucher", "EinheitenStromVerbraucher", "SVE910000000415")]
    public async Task It_is_found_by_the_same_columns(string sample, string kind, string number)
    {
        var service = ExportShape.Fields(kind, await BodyAsync($"{sample}.response"));

        Assert.Equal(RecordColumns.Of(MastrKinds.Get(kind), Exported(kind, number)), RecordColumns.Of(MastrKinds.Get(kind), service));
    }

    [Fact]
    public void A_word_that_nobody_knows_stays_as_it_is_and_no_word_is_nothing()
    {
        var fields = ExportShape.Fields("EinheitenSolar", new("Response", "", [new("Hauptausrichtung", "Zenit", []), new("Nebenausrichtung", "None", []), new("Leistungsbegrenzung", "", [])]));

        Assert.Equal("Zenit", fields["Hauptausrichtung"]);
        Assert.Single(fields);
    }

    [Fact]
    public void What_only_the_export_has_is_kept_and_what_the_service_no_longer_says_goes()
    {
        var stored = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["SpeicherAmGleichenOrt"] = "1", ["DatumEndgueltigeStilllegung"] = "2025-01-01", ["Ort"] = "A" };
        var fresh = new Dictionary<string, string>(StringComparer.Ordinal) { ["Ort"] = "B" };

        Assert.Equal(["Ort=B", "SpeicherAmGleichenOrt=1"], Lines(ExportOnly.Join(stored, fresh, whole: true)));
        Assert.Equal(["DatumEndgueltigeStilllegung=2025-01-01", "Ort=B", "SpeicherAmGleichenOrt=1"], Lines(ExportOnly.Join(stored, fresh, whole: false)));
    }

    static IEnumerable<string> Lines(Dictionary<string, string> fields) => fields.Select(field => $"{field.Key}={field.Value}").Order(StringComparer.Ordinal);

    static IEnumerable<string> Differences(Dictionary<string, string> export, Dictionary<string, string> service) =>
        export.Keys.Union(service.Keys, StringComparer.Ordinal).Where(name => export.GetValueOrDefault(name) != service.GetValueOrDefault(name))
            .Select(name => !service.ContainsKey(name) ? $"-{name}" : !export.ContainsKey(name) ? $"+{name}" : $"*{name}");

    static async Task<SoapElement> BodyAsync(string sample)
    {
        using var bytes = new MemoryStream(Samples.Bytes(sample));
        using var text = new AnswerText(new StreamReader(bytes));
        return await SoapReader.BodyAsync(text, TestContext.Current.CancellationToken);
    }

    static Dictionary<string, string> Exported(string kind, string number)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "Gesamtdatenexport_20260131_25.2.zip"));
        foreach (var entry in zip.Entries.Where(entry => entry.Name == $"{kind}.xml" || entry.Name.StartsWith($"{kind}_", StringComparison.Ordinal)))
        {
            using var text = new StreamReader(entry.Open(), System.Text.Encoding.Unicode);
            foreach (var item in XDocument.Load(text).Root!.Elements().Where(item => item.Elements().Any(field => field.Value == number)))
            {
                return item.Elements().Where(field => field.Value.Length > 0).ToDictionary(field => field.Name.LocalName, field => field.Value, StringComparer.Ordinal);
            }
        }

        throw new InvalidOperationException($"{kind} has no {number}.");
    }
}
