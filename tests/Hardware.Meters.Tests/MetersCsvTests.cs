using System.Globalization;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>
/// Every row of meters.csv is put into a device by the row's own words, served over Modbus TCP with the device's limits, and read back through the
/// shipped device file: a file with a wrong address, type, word order, scale or unit cannot pass.
/// </summary>
public sealed class MetersCsvTests
{
    const string E1 = "Carlo Gavazzi EM24_E1 / EM330 / EM340 / ET340";

    /// <summary>Which rows a device file stands for, and what we make of them: + and - as they count for import, export and power (positive is export).</summary>
    static readonly Dictionary<string, (string[] Devices, string Import, string Export, string Power)> Types = new(StringComparer.Ordinal)
    {
        ["abb-b23"] = (["ABB B23/B24/A43/A44"], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["carlo-gavazzi-em24"] = (["Carlo Gavazzi EM24-DIN (RS485)"], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["carlo-gavazzi-em24-e1"] = ([E1, "Carlo Gavazzi EM24_E1 (identity)"], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["carlo-gavazzi-em340"] = ([E1], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["eastron-sdm630"] = (["Eastron SDM630"], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["eastron-sdm72dm-v2"] = (["Eastron SDM72D-M v2"], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["janitza-umg604"] = (["Janitza UMG604 (alternative block)"], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["janitza-umg96rm-e"] = (["Janitza UMG96RM-E / UMG604 (19000 block)"], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["kostal-ksem"] = (["KOSTAL Smart Energy Meter (KSEM, direct)"], "energy_active_import", "energy_active_export", "power_active_export_total -power_active_import_total"),
        ["kostal-plenticore"] = (["KOSTAL Plenticore: inverter AC"], "", "", "power_inverter_total"),
        ["kostal-plenticore-meter"] = (["KOSTAL Plenticore: powermeter (KSEM) block"], "", "", "-power_active_total"),
        ["schneider-iem3000"] = (["Schneider iEM3000"], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["siemens-pac1600"] = (["Siemens PAC1600 / 7KT1665"], "energy_active_import", "energy_active_export", "-power_active_total"),
        ["siemens-pac2200"] = (["Siemens PAC2200/PAC3200"], "energy_active_import_tariff1 energy_active_import_tariff2", "energy_active_export_tariff1 energy_active_export_tariff2", "-power_active_total"),
        ["sma-data-manager"] = (["SMA Data Manager (unit 2)"], "", "", "-power_active_total"),
        ["sma-home-manager"] = (["SMA Sunny Home Manager 2.0 (via inverter)"], "energy_active_import", "energy_active_export", "power_active_export_total -power_active_import_total"),
        ["sma-sunny-tripower"] = (["SMA Sunny Tripower/Boy (unit 3)"], "", "energy_active_production", "power_active_total"),
    };

    public static TheoryData<string> Shipped => [.. DeviceCatalogue.Shipped];

    static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal) { ["firmware"] = "1.8.3", ["model_id_ascii"] = "B23 ", ["serial_number"] = "1LEM42" };

    [Fact]
    public void Every_device_of_the_list_has_a_file_and_every_file_stands_in_the_list()
    {
        Assert.Equal(DeviceCatalogue.Shipped, Types.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(
            CsvRow.All.Select(r => r.Device).Where(d => !d.StartsWith("SunSpec", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Types.Values.SelectMany(t => t.Devices).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task Every_quantity_of_the_list_is_read_back(string type)
    {
        var device = DeviceCatalogue.Find(type);
        var rows = CsvRow.Of(Types[type].Devices);
        var unit = Serve(type, rows);
        await using var wire = new Wire(device.Unit, unit);

        var details = await new ModbusMeter(wire.Master, device).ReadAllAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            rows.Select(r => r.Quantity).Order(StringComparer.Ordinal),
            details.Select(d => d.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(rows, row =>
        {
            var detail = details.Single(d => d.Name == row.Quantity);
            var text = IsText(row);
            Assert.Equal((row.Quantity, text ? null : Expected(row), text ? Texts[row.Quantity].Trim() : null), (detail.Name, detail.Value, detail.Text));
            Assert.Equal(row.Unit switch { "-" => MeterUnit.None, "1" => MeterUnit.Ratio, var unit => Enum.Parse<MeterUnit>(unit, ignoreCase: true) }, detail.Unit);
        });
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task What_is_billed_is_made_of_the_right_quantities_with_the_right_sign(string type)
    {
        var device = DeviceCatalogue.Find(type);
        var rows = CsvRow.Of(Types[type].Devices);
        await using var wire = new Wire(device.Unit, Serve(type, rows));

        var values = await new ModbusMeter(wire.Master, device).ReadAsync(TestContext.Current.CancellationToken);

        var (_, import, export, power) = Types[type];
        Assert.Equal(
            [.. Values(rows, MeterRegister.EnergyImportWh, import), .. Values(rows, MeterRegister.EnergyExportWh, export), .. Values(rows, MeterRegister.PowerW, power)],
            values.Select(v => (v.Register, v.Value, v.Quality)));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Each_fact_names_its_source_and_what_there_is_to_doubt(string type)
    {
        var device = DeviceCatalogue.Find(type);
        Assert.All(CsvRow.Of(Types[type].Devices), row =>
        {
            var quantity = device.Quantity(row.Quantity);
            Assert.Equal(row.Source, quantity.Source);
            Assert.Equal(
                row.Source.Contains("disputed", StringComparison.Ordinal) ? Doubt.DirectionDisputed : row.Source.Contains("single source", StringComparison.Ordinal) ? Doubt.SingleSource : Doubt.None,
                quantity.Doubt);
            Assert.Equal(row.Quantity.Contains("resettable", StringComparison.Ordinal), quantity.Resettable);
        });
    }

    static StrictUnit Serve(string type, IReadOnlyList<CsvRow> rows)
    {
        var unit = new StrictUnit(type.StartsWith("eastron", StringComparison.Ordinal) ? 80 : 125);
        foreach (var row in rows)
        {
            unit.Put(row.Function, row.Address, IsText(row) ? row.Registers(Texts[row.Quantity]) : row.Registers(Raw(row)));
        }

        return unit;
    }

    // Victron reads the two registers as one number whose bytes are the letters.
    static bool IsText(CsvRow row) => row.IsText || row.Quantity == "model_id_ascii";

    /// <summary>A number that no other row of the device has, that every type can hold exactly, negative where the type allows it and it is no counter.</summary>
    static decimal Raw(CsvRow row) => row.Quantity switch
    {
        "application_must_be_7" => 7,
        "model_id" => 1650,
        _ when row.Quantity.StartsWith("energy", StringComparison.Ordinal) => 40_000 + (row.Address % 997),
        _ when row.DataType is "int16" or "int32" => -1_000 - (row.Address % 997),
        _ when row.DataType is "float32" => -1_000.5m - (row.Address % 997),
        _ => 1_000 + (row.Address % 997),
    };

    static decimal Expected(CsvRow row) => Raw(row) * decimal.Parse(row.Scale, CultureInfo.InvariantCulture);

    static IEnumerable<(MeterRegister, long, MeterQuality)> Values(IReadOnlyList<CsvRow> rows, MeterRegister register, string formula)
    {
        var terms = formula.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (terms.Length == 0)
        {
            yield break;
        }

        var sum = terms.Sum(t =>
        {
            var row = rows.Single(r => r.Quantity == t.TrimStart('-'));
            return Expected(row) * (t[0] == '-' ? -1 : 1) * (row.Unit[0] == 'k' ? 1000 : 1);
        });
        yield return (register, (long)(register == MeterRegister.PowerW ? Math.Round(sum, MidpointRounding.AwayFromZero) : Math.Floor(sum)), MeterQuality.Good);
    }
}
