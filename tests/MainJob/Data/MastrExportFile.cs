using System.IO.Compression;
using System.Text;

namespace LocalEnergyMarket.MainJob.Data;

/// <summary>
/// A small export in the shape of the Marktstammdatenregister's Gesamtdatenexport 25.2: a zip of UTF-16 files with a byte order mark. All
/// units, persons and numbers are invented; the check digits are right.
/// </summary>
static class MastrExportFile
{
    const string Updated = "<DatumLetzteAktualisierung>2026-03-02T09:14:27.3312207</DatumLetzteAktualisierung>";

    const string Place = """
        <Land>84</Land><Bundesland>1413</Bundesland><Landkreis>Dresden</Landkreis><Gemeinde>Dresden</Gemeinde>
            <Gemeindeschluessel>14612000</Gemeindeschluessel><Postleitzahl>01067</Postleitzahl><Ort>Dresden</Ort>
            <Registrierungsdatum>2026-02-11</Registrierungsdatum><Inbetriebnahmedatum>2026-01-01</Inbetriebnahmedatum>
            <EinheitSystemstatus>472</EinheitSystemstatus><EinheitBetriebsstatus>35</EinheitBetriebsstatus>
        """;

    public static byte[] Create()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "EinheitenSolar_1.xml", "EinheitenSolar", Unit("EinheitSolar", Neighbourhood.Prosumer, "ABR900000047152", "NameStromerzeugungseinheit", "10.000", 2495));
            Add(zip, "EinheitenStromSpeicher_1.xml", "EinheitenStromSpeicher", Unit("EinheitStromSpeicher", Neighbourhood.BatteryOwner, "ABR900000047176", "NameStromerzeugungseinheit", "5.000", 2496));
            Add(
                zip,
                "EinheitenStromVerbraucher.xml",
                "EinheitenStromVerbraucher",
                Unit("EinheitStromVerbraucher", Neighbourhood.Household, "ABR900000047169", "NameStromverbrauchseinheit", null, null)
                + Unit("EinheitStromVerbraucher", Neighbourhood.Workshop, "ABR900000047183", "NameStromverbrauchseinheit", null, null));
            Add(
                zip,
                "Marktakteure_1.xml",
                "Marktakteure",
                string.Concat(((string[])["ABR900000047152", "ABR900000047169", "ABR900000047176", "ABR900000047183"]).Select(Actor)));
        }

        return bytes.ToArray();
    }

    static string Unit(string element, Trader trader, string actor, string nameElement, string? kilowatts, int? energy) => $"""
          <{element}>
            <EinheitMastrNummer>{trader.UnitNumber}</EinheitMastrNummer>{Updated}
            <AnlagenbetreiberMastrNummer>{actor}</AnlagenbetreiberMastrNummer>
            {Place}
            <{nameElement}>{trader.DisplayName}</{nameElement}>{(energy is null ? "" : $"<Energietraeger>{energy}</Energietraeger>")}{(kilowatts is null ? "" : $"<Bruttoleistung>{kilowatts}</Bruttoleistung>")}
          </{element}>

        """;

    static string Actor(string number) => $"""
          <Marktakteur>
            <MastrNummer>{number}</MastrNummer>
            <DatumLetzeAktualisierung>2026-02-11T10:00:00.0000000</DatumLetzeAktualisierung>
            <Personenart>518</Personenart>
            <Marktfunktion>2</Marktfunktion>
          </Marktakteur>

        """;

    static void Add(ZipArchive zip, string name, string root, string items)
    {
        using var text = new StreamWriter(zip.CreateEntry(name).Open(), new UnicodeEncoding(bigEndian: false, byteOrderMark: true));
        text.Write($"<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<{root}>\n{items}</{root}>");
    }
}
