using System.Text.Json.Nodes;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Provisioning.Exchange;

/// <summary>What the counters of a meter show, Wh.</summary>
/// <param name="Import">Null if it has no such counter.</param>
/// <param name="Export">Null if it has no such counter.</param>
/// <param name="Typed">A person read it off the display.</param>
sealed record MeterValues(long? Import, long? Export, bool Typed)
{
    public static MeterValues Of(IReadOnlyList<MeterValue> values) => new(Find(values, MeterRegister.EnergyImportWh), Find(values, MeterRegister.EnergyExportWh), false);

    public bool IsEmpty => Import is null && Export is null;

    public IEnumerable<(Register Register, long Value)> Registers
    {
        get
        {
            if (Import is { } import)
            {
                yield return (Register.EnergyImportWh, import);
            }

            if (Export is { } export)
            {
                yield return (Register.EnergyExportWh, export);
            }
        }
    }

    public IEnumerable<RegisterReading> ToWire() => Registers.Select(shown => new RegisterReading { Register = shown.Register, Value = shown.Value, Typed = Typed });

    /// <param name="prefix">final or first.</param>
    public void WriteTo(JsonObject entry, string prefix)
    {
        (entry[prefix + "ImportWh"], entry[prefix + "ExportWh"], entry[prefix + "Typed"]) = (Import, Export, Typed ? "yes" : "no");
    }

    public static MeterValues ReadFrom(JsonObject entry, string prefix) =>
        new(entry[prefix + "ImportWh"]?.GetValue<long>(), entry[prefix + "ExportWh"]?.GetValue<long>(), entry[prefix + "Typed"]?.ToString() == "yes");

    static long? Find(IReadOnlyList<MeterValue> values, MeterRegister register) =>
        values.Where(value => value.Register == register && value.Quality != MeterQuality.Missing).Select(value => (long?)value.Value).FirstOrDefault();
}
