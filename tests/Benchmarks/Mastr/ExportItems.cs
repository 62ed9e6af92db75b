using System.Globalization;
using System.Text;

namespace LocalEnergyMarket.Benchmarks.Mastr;

/// <summary>Elements of an item, a line each, as the register writes them.</summary>
abstract class ExportItem(Random random)
{
    static readonly string[] Towns = ["Dresden", "Görlitz", "Köln", "Bad Münstereifel", "Weißenfels", "Hof", "Neustadt an der Weinstraße", "Ulm"];

    protected Random Random => random;

    public abstract void Append(StringBuilder text, int index);

    protected static string Number(string prefix, long digits)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"9{digits:0000000000}");
        var sum = 0;
        for (var i = 0; i < 11; i++)
        {
            sum += (number[i] - '0') * (i % 2 == 0 ? 3 : 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}{(10 - (sum % 10)) % 10}");
    }

    protected static void Element(StringBuilder text, string name, string value) =>
        text.Append("    <").Append(name).Append('>').Append(value).Append("</").Append(name).Append(">\r\n");

    protected string Date() => string.Create(CultureInfo.InvariantCulture, $"{2010 + random.Next(16)}-{1 + random.Next(12):00}-{1 + random.Next(28):00}");

    protected string Kilowatts(int most) => string.Create(CultureInfo.InvariantCulture, $"{random.Next(most)}.{random.Next(1000):000}");

    /// <summary>What all units have, from the number to the status.</summary>
    protected void Common(StringBuilder text, string number, int index)
    {
        var town = random.Next(Towns.Length);
        Element(text, "EinheitMastrNummer", number);
        Element(text, "DatumLetzteAktualisierung", string.Create(CultureInfo.InvariantCulture, $"{Date()}T{random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}.{random.Next(10_000_000):0000000}"));
        Element(text, "LokationMaStRNummer", Number("SEL", 5_000_000_000 + index));
        Element(text, "NetzbetreiberpruefungStatus", "2954");
        Element(text, "NetzbetreiberpruefungDatum", Date());
        Element(text, "AnlagenbetreiberMastrNummer", Number("ABR", random.NextInt64(3_000_000)));
        Element(text, "Land", "84");
        Element(text, "Bundesland", string.Create(CultureInfo.InvariantCulture, $"{1400 + random.Next(16)}"));
        Element(text, "Landkreis", Towns[town]);
        Element(text, "Gemeinde", Towns[town]);
        Element(text, "Gemeindeschluessel", string.Create(CultureInfo.InvariantCulture, $"{random.Next(17):00}{random.Next(1_000_000):000000}"));
        Element(text, "Postleitzahl", string.Create(CultureInfo.InvariantCulture, $"{random.Next(1_000, 99_999):00000}"));
        Element(text, "Hausnummer_nv", "0");
        Element(text, "Ort", Towns[town]);
        Element(text, "Registrierungsdatum", Date());
        Element(text, "Inbetriebnahmedatum", Date());
        Element(text, "EinheitSystemstatus", "472");
        Element(text, "EinheitBetriebsstatus", "35");
        Element(text, "NichtVorhandenInMigriertenEinheiten", "0");
        Element(text, "NameStromerzeugungseinheit", string.Create(CultureInfo.InvariantCulture, $"Anlage {Towns[town]} {index}"));
        Element(text, "Weic_nv", "0");
        Element(text, "Kraftwerksnummer_nv", "0");
    }

    /// <summary>Power, and how it is connected.</summary>
    protected void Power(StringBuilder text, string carrier, int most)
    {
        Element(text, "Energietraeger", carrier);
        Element(text, "Bruttoleistung", Kilowatts(most));
        Element(text, "Nettonennleistung", Kilowatts(most));
        Element(text, "FernsteuerbarkeitNb", "0");
        Element(text, "Einspeisungsart", "689");
        Element(text, "GenMastrNummer", "");
    }
}

sealed class SolarItem(Random random) : ExportItem(random)
{
    public override void Append(StringBuilder text, int index)
    {
        Common(text, Number("SEE", 1_000_000_000 + index), index);
        Power(text, "2495", 30);
        Element(text, "ZugeordneteWirkleistungWechselrichter", Kilowatts(30));
        Element(text, "AnzahlModule", string.Create(CultureInfo.InvariantCulture, $"{1 + Random.Next(60)}"));
        Element(text, "ArtDerSolaranlage", "853");
        Element(text, "Leistungsbegrenzung", "802");
        Element(text, "EinheitlicheAusrichtungUndNeigungswinkel", "1");
        Element(text, "Hauptausrichtung", string.Create(CultureInfo.InvariantCulture, $"{695 + Random.Next(10)}"));
        Element(text, "HauptausrichtungNeigungswinkel", "809");
        Element(text, "Nutzungsbereich", "713");
        Element(text, "SpeicherAmGleichenOrt", "0");
        Element(text, "EegMaStRNummer", Number("EEG", 1_000_000_000 + index));
    }
}

sealed class StorageItem(Random random) : ExportItem(random)
{
    public override void Append(StringBuilder text, int index)
    {
        Common(text, Number("SEE", 7_000_000_000 + index), index);
        Power(text, "2496", 15);
        Element(text, "AcDcKoppelung", "693");
        Element(text, "Batterietechnologie", "727");
        Element(text, "Technologie", "524");
        Element(text, "ZugeordnenteWirkleistungWechselrichter", Kilowatts(15));
        Element(text, "SpeMastrNummer", Number("SSE", 7_000_000_000 + index));
    }
}
