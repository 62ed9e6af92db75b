using System.Globalization;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>A device by the rows of meters.csv that shows a house: 230 V, 50 Hz, a few amperes, counters that go forward with each request.</summary>
static class PlausibleDevice
{
    public static StrictUnit Of(params string[] csvDevices)
    {
        var unit = new StrictUnit(csvDevices[0].StartsWith("Eastron", StringComparison.Ordinal) ? 80 : 125);
        foreach (var row in CsvRow.Of(csvDevices))
        {
            unit.Put(row.Function, row.Address, Registers(row));
        }

        return unit;
    }

    static ushort[] Registers(CsvRow row) => row.Quantity switch
    {
        "model_id_ascii" => [0x4232, 0x3320],
        "firmware" => row.Registers("1.8.3"),
        "serial_number" when row.IsText => row.Registers("BN2340012"),
        "serial_number" => row.Registers(12_345_678),
        "model_id" => row.Registers(1_651),
        "application_must_be_7" => row.Registers(7),
        _ => row.Registers(Raw(row)),
    };

    static decimal Raw(CsvRow row)
    {
        var scale = decimal.Parse(row.Scale, CultureInfo.InvariantCulture);
        var number = row.Quantity switch
        {
            "frequency" => 50.02m,
            var q when q.StartsWith("voltage_ll", StringComparison.Ordinal) => 400,
            var q when q.StartsWith("voltage", StringComparison.Ordinal) => 231.5m,
            var q when q.StartsWith("current", StringComparison.Ordinal) => 4.5m,
            var q when q.StartsWith("power_factor", StringComparison.Ordinal) => 0.98m,
            var q when q.Contains("export", StringComparison.Ordinal) && q.StartsWith("power", StringComparison.Ordinal) => 0,
            var q when q.StartsWith("power", StringComparison.Ordinal) && q[^2] == 'l' => 950,
            var q when q.StartsWith("power", StringComparison.Ordinal) => 2_850,
            var q when q.StartsWith("energy", StringComparison.Ordinal) => 7_654_321,
            _ => 1,
        };
        var shown = number / scale / (row.Unit[0] == 'k' ? 1000 : 1);
        return row.DataType.StartsWith("float", StringComparison.Ordinal) ? shown : decimal.Floor(shown);
    }

    /// <summary>Answers as another says it does, and says who it is.</summary>
    public sealed class WhoSays(IModbusUnit unit, string vendor, string product) : IModbusUnit
    {
        public Modbus.Pdu.DeviceIdentification? Identification { get; } = new(new Dictionary<byte, string> { [0] = vendor, [1] = product, [2] = "1.0" });

        public ModbusExceptionCode Read(ModbusFunction function, ushort address, Span<ushort> registers) => unit.Read(function, address, registers);

        public ModbusExceptionCode Write(ushort address, ReadOnlySpan<ushort> values) => unit.Write(address, values);
    }
}
