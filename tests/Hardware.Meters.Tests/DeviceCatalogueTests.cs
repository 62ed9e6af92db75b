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
        Assert.All(device.Quantities, quantity => Assert.NotEmpty(quantity.Source));
        Assert.NotEmpty(device.Notes);
    }

    [Fact]
    public void The_page_on_the_box_lists_every_type_and_its_example_is_one()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Documents", "box.md"));
        Assert.All(DeviceCatalogue.Shipped, type => Assert.Contains($"| `{type}` |", page, StringComparison.Ordinal));

        var start = page.IndexOf("```json\n{\n  \"type\": \"my-meter\"", StringComparison.Ordinal) + "```json".Length;
        var path = Path.Combine(_folder, "my-meter.json");
        File.WriteAllText(path, page[start..page.IndexOf("```", start, StringComparison.Ordinal)]);
        Assert.Equal([MeterRegister.EnergyImportWh, MeterRegister.PowerW], DeviceCatalogue.Load(path).Values.Select(v => v.Register));
    }

    [Fact]
    public void An_unknown_type_is_answered_with_those_there_are() =>
        Assert.Contains("Known are: abb-b23, ", Assert.Throws<FormatException>(() => DeviceCatalogue.Find("abb-b99")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"scale\": 1", "\"scale\": 0", "quantities[0] (energy_in) has the scale 0: give the number")]
    [InlineData("\"function\": 3", "\"function\": 6", "quantities[0] (energy_in) has a function other than 3")]
    [InlineData("\"unit\": \"Wh\"", "\"unit\": \"W\"", "values[0].terms[0] needs a quantity in Wh or kWh")]
    [InlineData("[\"FFFFFFFF\"]", "[\"FFFF\"]", "notAvailable 'FFFF', which is not 8 hex digits")]
    [InlineData("\"source\": \"manual\"", "\"source\": \" \"", "quantities[0] (energy_in) names no source: say where it is written")]
    [InlineData("\"address\": 10", "\"address\": 65535", "does not fit into the address space")]
    [InlineData("\"address\": 10", "\"adress\": 10", "adress")]
    [InlineData("EnergyImportWh", "PowerW", "values[0].terms[0] needs a quantity in W or kW")]
    [InlineData("\"quantity\": \"energy_in\"", "\"quantity\": \"energy\"", "names the quantity 'energy', which is not among the quantities")]
    [InlineData("\"quantity\": \"energy_in\"", "\"quantity\": \"energy_in\", \"factor\": 2", "a factor other than 1 and -1")]
    [InlineData("\"raw\": \"UInt32\"", "\"raw\": \"UInt32\", \"resettable\": true", "which anybody may set to zero")]
    [InlineData("\"raw\": \"UInt32\"", "\"raw\": \"UInt32\", \"length\": 2", "needs a length in registers if it is a Text")]
    [InlineData("\"raw\": \"UInt32\"", "\"raw\": \"UInt31\"", "$.quantities[0].raw")]
    [InlineData("\"serial\": \"number\"", "\"serial\": \"numbers\"", "identity names the quantity 'numbers'")]
    [InlineData("\"otherwise\": \"look\"", "\"otherwise\": \"\"", "identity.checks[0] needs bounds")]
    [InlineData("\"function\": 16", "\"function\": 3", "controls[0] needs the function 6")]
    [InlineData("\"release\": 100", "\"refreshSeconds\": 5", "controls[0] needs a switch or a release")]
    [InlineData("\"unit\": \"percent\"", "\"unit\": \"V\"", "controls[0] needs the unit W, kW or percent")]
    [InlineData("\"type\": \"own\"", "\"type\": \"other\"", "the file is named otherwise: give both the same name")]
    [InlineData("\"maxRegisters\": 125", "\"maxRegisters\": 126", "maxRegisters must be 1 to 125")]
    public void A_mistake_in_a_file_is_named_with_its_place_and_what_to_do(string right, string wrong, string message)
    {
        const string Own = """
            { "type": "own", "name": "Own", "unit": 1, "maxRegisters": 125, "quantities": [
              { "name": "energy_in", "function": 3, "address": 10, "raw": "UInt32", "unit": "Wh", "scale": 1, "notAvailable": ["FFFFFFFF"], "source": "manual" },
              { "name": "number", "function": 3, "address": 20, "raw": "Text", "length": 4, "source": "manual, page 2" } ],
              "values": [ { "register": "EnergyImportWh", "terms": [ { "quantity": "energy_in" } ] } ],
              "identity": { "serial": "number", "checks": [ { "quantity": "number", "beginsWith": ["A"], "otherwise": "look" } ] },
              "controls": [ { "kind": "ProductionLimit", "function": 16, "address": 40, "raw": "Int32", "unit": "percent", "release": 100, "source": "manual, page 3" } ] }
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

    [Fact]
    public void A_file_in_the_folder_is_a_type_by_its_name_and_takes_the_place_of_a_shipped_one()
    {
        Assert.Throws<FormatException>(() => DeviceCatalogue.Find("own", _folder));
        var shipped = DeviceCatalogue.Find("abb-b23", _folder);
        File.WriteAllText(Path.Combine(_folder, "own.json"), """{ "type": "own", "name": "Own", "unit": 9, "quantities": [], "values": [] }""");
        Assert.Contains("values is empty", Assert.Throws<FormatException>(() => DeviceCatalogue.Find("own", _folder)).Message, StringComparison.Ordinal);

        const string Abb = """
            { "type": "abb-b23", "name": "Ours", "unit": 9, "quantities": [ { "name": "p", "function": 3, "address": 1, "raw": "Int16", "unit": "W", "source": "us" } ],
              "values": [ { "register": "PowerW", "terms": [ { "quantity": "p" } ] } ] }
            """;
        File.WriteAllText(Path.Combine(_folder, "abb-b23.json"), Abb);
        Assert.Equal("Ours", DeviceCatalogue.Find("abb-b23", _folder).Name);
        Assert.Equal(shipped.Name, DeviceCatalogue.Find("abb-b23").Name);
        Assert.Equal([.. DeviceCatalogue.Shipped.Append("own").Order(StringComparer.Ordinal)], DeviceCatalogue.Names(_folder), StringComparer.Ordinal);
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
            Quantities = [Quantity("a", 24), Quantity("b", 20), Quantity("c", 10, RawType.Int32)],
            Values = [Value(MeterRegister.EnergyImportWh, "a"), Value(MeterRegister.EnergyExportWh, "b"), Value(MeterRegister.PowerW, "c")],
        };
        Assert.Equal(expected, string.Join(' ', ReadPlan.Of(device).Select(b => FormattableString.Invariant($"{b.Address}+{b.Count}"))));
    }

    static DeviceQuantity Quantity(string name, ushort address, RawType raw = RawType.UInt64) =>
        new() { Name = name, Function = ModbusFunction.ReadHoldingRegisters, Address = address, Raw = raw, Unit = MeterUnit.Wh, Source = "test" };

    static DeviceValue Value(MeterRegister register, string quantity) => new() { Register = register, Terms = [new() { Quantity = quantity }] };
}
