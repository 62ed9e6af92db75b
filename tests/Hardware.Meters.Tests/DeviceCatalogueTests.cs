using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.Reading;
using LocalEnergyMarket.Hardware.Modbus;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

public sealed class DeviceCatalogueTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lem-devices-").FullName;

    public static TheoryData<string> Types => [.. DeviceCatalogue.Shipped];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_shipped_type_loads_and_names_its_sources(string type)
    {
        var device = DeviceCatalogue.Find(type);
        Assert.All(device.Values.SelectMany(v => v.Terms), term => Assert.NotEmpty(term.Source));
        Assert.NotEmpty(device.Notes);
    }

    [Fact]
    public void An_unknown_type_is_answered_with_those_there_are() =>
        Assert.Contains("Known are: abb-b23, ", Assert.Throws<FormatException>(() => DeviceCatalogue.Find("abb-b99")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"scale\": 1", "\"scale\": 0", "values[0].terms[0] has the scale 0")]
    [InlineData("\"function\": 3", "\"function\": 6", "values[0].terms[0] has a function other than 3 and 4")]
    [InlineData("\"unit\": \"Wh\"", "\"unit\": \"W\"", "values[0].terms[0] needs the unit Wh or KWh")]
    [InlineData("[\"FFFFFFFF\"]", "[\"FFFF\"]", "notAvailable 'FFFF', which is not 8 hex digits")]
    [InlineData("\"source\": \"manual\"", "\"source\": \" \"", "values[0].terms[0] names no source")]
    [InlineData("\"address\": 10", "\"address\": 65535", "does not fit into the address space")]
    [InlineData("\"address\": 10", "\"adress\": 10", "adress")]
    [InlineData("EnergyImportWh", "PowerW", "values has no energy")]
    [InlineData("\"type\": \"own\"", "\"type\": \"other\"", "the file is named otherwise")]
    [InlineData("\"maxRegisters\": 125", "\"maxRegisters\": 126", "maxRegisters must be 1 to 125")]
    public void A_mistake_in_a_file_is_named_with_its_place(string right, string wrong, string message)
    {
        const string Own = """
            { "type": "own", "name": "Own", "unit": 1, "maxRegisters": 125, "values": [ { "register": "EnergyImportWh", "terms": [
              { "function": 3, "address": 10, "raw": "UInt32", "unit": "Wh", "scale": 1, "notAvailable": ["FFFFFFFF"], "source": "manual" } ] } ] }
            """;
        var path = Path.Combine(_folder, "own.json");
        File.WriteAllText(path, Own);
        Assert.Equal("own", DeviceCatalogue.Load(path).Type);

        Assert.Contains(right, Own, StringComparison.Ordinal);
        File.WriteAllText(path, Own.Replace(right, wrong, StringComparison.Ordinal));
        var said = Assert.Throws<FormatException>(() => DeviceCatalogue.Load(path)).Message;
        Assert.Contains(path, said, StringComparison.Ordinal);
        Assert.Contains(message, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(125, 0, "10+2 20+8")]
    [InlineData(125, 8, "10+18")]
    [InlineData(10, 8, "10+2 20+8")]
    [InlineData(7, 8, "10+2 20+4 24+4")]
    public void Reads_are_joined_within_the_limits_of_the_device(int maxRegisters, int maxGap, string expected)
    {
        var device = new DeviceType
        {
            Type = "own",
            Name = "Own",
            Unit = 1,
            MaxRegisters = maxRegisters,
            MaxGap = maxGap,
            Values = [Value(MeterRegister.EnergyImportWh, 24), Value(MeterRegister.EnergyExportWh, 20), Value(MeterRegister.PowerW, 10, RawType.Int32)],
        };
        Assert.Equal(expected, string.Join(' ', ReadPlan.Of(device).Select(b => FormattableString.Invariant($"{b.Address}+{b.Count}"))));
    }

    static DeviceValue Value(MeterRegister register, ushort address, RawType raw = RawType.UInt64) => new()
    {
        Register = register,
        Terms = [new() { Function = ModbusFunction.ReadHoldingRegisters, Address = address, Raw = raw, Unit = MeterUnit.Wh, Scale = 1, Source = "test" }],
    };
}
