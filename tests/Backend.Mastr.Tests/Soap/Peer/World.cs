using System.Globalization;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

/// <summary>A unit of the peer's register.</summary>
/// <param name="Type">Einheittyp, as in SOAP.</param>
/// <param name="SystemStatus">Aktiv, Deaktiviert or Geloescht.</param>
/// <param name="Updated">DatumLetzteAktualisierung.</param>
/// <param name="LinkedUpdated">When something linked to it last changed.</param>
sealed record WorldUnit(string Number, string Type, string Postcode, string Operator, string Name, decimal Power, string SystemStatus, DateTime Updated, DateTime LinkedUpdated)
{
    public string Location => $"SEL{Number[3..]}";

    public string Plant => $"EEG{Number[3..]}";

    public string Storage => $"SSE{Number[3..]}";

    public string Point => $"SAN{Number[3..]}";
}

/// <summary>The register behind the peer: what is asked for is answered from it.</summary>
sealed class World
{
    public const string GridOperator = "SNB900000000553";

    public Lock Gate { get; } = new();

    public Dictionary<string, WorldUnit> Units { get; } = new(StringComparer.Ordinal);

    /// <summary>Organisations; other operators are natural persons.</summary>
    public Dictionary<string, (string Name, DateTime Updated)> Actors { get; } = new(StringComparer.Ordinal)
    {
        [GridOperator] = ("Stadtwerke Musterstadt Netz GmbH", new(2026, 2, 2)),
        ["SEM900000000669"] = ("Musterstrom Vertrieb GmbH", new(2026, 5, 5, 8, 0, 0)),
    };

    public DateTime Now { get; set; } = new(2026, 11, 22, 8, 36, 54);

    public long Used { get; set; } = 1234;

    public long Limit { get; set; } = 100_000;

    /// <summary>Objects that the service says it does not have, although they are linked.</summary>
    public HashSet<string> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows of pages come in this order.</summary>
    public IEnumerable<WorldUnit> Active => Units.Values.Where(unit => unit.SystemStatus == "Aktiv").OrderBy(unit => unit.Updated).ThenBy(unit => unit.Number, StringComparer.Ordinal);

    public IEnumerable<WorldUnit> Removed => Units.Values.Where(unit => unit.SystemStatus != "Aktiv").OrderBy(unit => unit.Updated).ThenBy(unit => unit.Number, StringComparer.Ordinal);

    public static string Number(string prefix, int index) => WithCheckDigit($"{prefix}9{index.ToString("0000000000", CultureInfo.InvariantCulture)}");

    public WorldUnit Add(int index, string type, string postcode, string? operatorNumber = null, DateTime? updated = null)
    {
        var stamp = updated ?? Now.AddDays(-100).AddMinutes(index);
        var unit = new WorldUnit(
            Number(type == "Stromverbrauchseinheit" ? "SVE" : "SEE", index), type, postcode, operatorNumber ?? Number("ABR", index % 7), $"Anlage {index} Süd", 9.96m + index, "Aktiv", stamp, stamp);
        Units[unit.Number] = unit;
        return unit;
    }

    /// <summary>Fills an area: solar, storage and wind, and a large consumer.</summary>
    public void Fill(int count, string postcode, int from = 1)
    {
        string[] types = ["Solareinheit", "Stromspeichereinheit", "Solareinheit", "Windeinheit", "Solareinheit"];
        for (var i = from; i < from + count; i++)
        {
            Add(i, i % 10 == 0 ? "Stromverbrauchseinheit" : types[i % types.Length], postcode);
        }
    }

    static string WithCheckDigit(string number)
    {
        var sum = 0;
        for (var i = 0; i < 11; i++)
        {
            sum += (number[i + 3] - '0') * (i % 2 == 0 ? 3 : 1);
        }

        return number[..14] + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }
}
