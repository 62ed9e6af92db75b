using System.Text;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Tests;

public sealed class ForecastFileTests
{
    const string Header = "start_utc;end_utc;mastr;direction;kwh\n";
    const string Line = "2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE910000000019;generation;0.625\n";

    static readonly SupplierFormat Local = new() { Zone = FileZone.Berlin, UnitNumber = Files.Unit, WholeDays = true };

    [Theory]
    [InlineData("2026-03-29", 92, "2026-03-28T23:00Z")]
    [InlineData("2026-06-15", 96, "2026-06-14T22:00Z")]
    public async Task A_day_says_the_same_in_every_form(string day, int slots, string first)
    {
        var utc = await Files.SampleAsync($"prognose-{day}-utc.csv", new() { WholeDays = true });
        var local = await Files.SampleAsync($"prognose-{day}-lokal.csv", Local);
        var zoneless = await Files.SampleAsync($"prognose-{day}-ohne-zone.csv", Local with { Direction = Direction.Production });
        var mscons = await Files.SampleAsync($"lastgang-{day}.mscons.txt", new() { Units = Files.Ids, WholeDays = true });

        Assert.Equal((slots, first), (utc.Values.Count, utc.Values[0].Timeslot.ToString()));
        Assert.Equal(utc.Values, zoneless.Values);
        Assert.Equal((ForecastKind.Delivered, ForecastKind.History), (utc.Kind, mscons.Kind));
        Assert.Equal(utc.Values.Select(value => (value.Timeslot, value.Energy)), mscons.Values.Select(value => (value.Timeslot, value.Energy)));
        Assert.All(mscons.Values, value => Assert.Equal(Direction.Consumption, value.Direction));
        Assert.Equal([5], mscons.Values.Select((value, i) => (value, i)).Where(pair => pair.value.Status == ValueStatus.Substitute).Select(pair => pair.i));

        // Quarters of whole watts: this file is in kW, where half a watt-hour is rounded.
        var produced = local.Values.Where(value => value.Direction == Direction.Production).ToArray();
        Assert.Equal(slots, local.Values.Count(value => value.Direction == Direction.Consumption));
        Assert.Equal(utc.Values.Select(value => value.Timeslot), produced.Select(value => value.Timeslot));
        Assert.All(utc.Values.Zip(produced), pair => Assert.InRange(pair.Second.Energy.Value - pair.First.Energy.Value, 0, 1));
    }

    [Fact]
    public async Task The_hour_that_comes_twice_is_told_by_the_order_of_the_lines()
    {
        var lines = Enumerable.Range(0, 100).Select(i => Files.Autumn.Plus(i))
            .Select((slot, i) => $"{FileZone.Berlin.Wall(slot.Start):dd.MM.yyyy HH:mm};{FileZone.Berlin.Wall(slot.End):dd.MM.yyyy HH:mm};0,{i:000}");
        var values = await Files.ReadAsync("Datum von;Datum bis;Energiemenge in kWh\n" + string.Join('\n', lines), Local with { Direction = Direction.Production });
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (Files.Autumn.Plus(i), new WattHours(i))), values.Values.Select(value => (value.Timeslot, value.Energy)).Order());
    }

    [Fact]
    public async Task The_hour_that_comes_twice_must_be_there_twice()
    {
        var lines = Enumerable.Range(0, 96).Select(i => $"25.10.2026 {i / 4:00}:{i % 4 * 15:00};0,1");
        var problems = await Files.RefusedAsync("Zeit;kWh\n" + string.Join('\n', lines), Local with { Stamp = StampEdge.Start, Direction = Direction.Production });
        Assert.Contains(problems, problem => problem.English.StartsWith("line 10: Zeit '25.10.2026 02:00' comes twice on that day's clock and once in the file", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.German.StartsWith("Zeile 10: Zeit '25.10.2026 02:00' zeigt die Uhr an dem Tag zweimal", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("00:00")]
    [InlineData("24:00")]
    public async Task A_file_stamped_with_ends_has_the_same_timeslots(string midnight)
    {
        var lines = Enumerable.Range(1, 100).Select(i => (Wall: FileZone.Berlin.Wall(Files.Autumn.Plus(i).Start), i))
            .Select(line => line.i == 100 ? $"25.10.2026;{midnight};99" : $"{line.Wall:dd.MM.yyyy};{line.Wall:HH:mm};{line.i - 1}");
        var format = Local with { Stamp = StampEdge.End, Measure = Measure.Wh, Direction = Direction.Consumption };
        var values = await Files.ReadAsync("Datum;Uhrzeit;Wert\n" + string.Join('\n', lines), format);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (Files.Autumn.Plus(i), new WattHours(i))), values.Values.Select(value => (value.Timeslot, value.Energy)).Order());
    }

    [Fact]
    public async Task Generation_and_consumption_of_a_timeslot_are_two_values()
    {
        var file = await Files.ReadAsync(Header + Line + Line.Replace("generation;0.625", "consumption;0.1", StringComparison.Ordinal));
        Assert.Equal([(Direction.Production, 625), (Direction.Consumption, 100)], file.Values.Select(value => (value.Direction, value.Energy.Value)));
    }

    [Fact]
    public async Task Quantiles_come_with_the_expected_value_or_p50()
    {
        var file = await Files.ReadAsync("start_utc,mastr,kWh p10,kWh p50,kWh p97.5\n2026-06-21T12:15Z,SVE910000000018,0.1,0.2,0.3\n");
        var value = Assert.Single(file.Values);
        Assert.Equal((Direction.Consumption, 200), (value.Direction, value.Energy.Value));
        Assert.Equal([new(100, new(100)), new(500, new(200)), new(975, new(300))], value.Quantiles);
        Assert.Contains("line 2: p50 is less than p10", await Files.MessageAsync("start_utc,mastr,kWh p10,kWh p50\n2026-06-21T12:15Z,SVE910000000018,0.3,0.2\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_leaves_open_is_counted_and_feet_are_passed_over()
    {
        var file = await Files.ReadAsync("Datum;von;Zeitzone von;bis;Zeitzone bis;Einspeisung (MW)\n2026-06-21;06:00;UTC;06:15;UTC;1.000,5\n2026-06-21;06:15;UTC;06:30;UTC;N.A.\n=== Stand 2026 ===\n", new() { UnitNumber = Files.Unit });
        Assert.Equal((250_125_000, 1), (Assert.Single(file.Values).Energy.Value, file.Missing));
    }

    [Theory]
    [InlineData("2026-06-21T12:10:00Z;2026-06-21T12:25:00Z;SEE9;generation;0.1", "line 3: start_utc '2026-06-21T12:10:00Z' is not on a quarter hour")]
    [InlineData("2026-06-21T12:15:01Z;2026-06-21T12:30:00Z;SEE9;generation;0.1", "line 3: start_utc '2026-06-21T12:15:01Z' is not on a quarter hour")]
    [InlineData("2026-06-21T13:15:00Z;2026-06-21T13:45:00Z;SEE910000000019;generation;0.1", "line 3: end_utc '2026-06-21T13:45:00Z' is not 15 minutes")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;;generation;0.1", "line 3: mastr is empty")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;51234567895;generation;0.1", "line 3: mastr '51234567895' is no MaStR number and not among the Units")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;both;0.1", "line 3: direction 'both'")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;0,1", "line 3: kwh '0,1' has a decimal comma, but line 2 has a decimal point")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;0.0001", "line 3: kwh '0.0001' is finer")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;-1", "line 3: kwh '-1'")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;NaN", "line 3: kwh 'NaN'")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;1e3", "line 3: kwh '1e3'")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;99999999999999999999999999999999999999", "line 3: kwh '99999999999999999999999999999999999999'")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE9;generation;2500001", "line 3: kwh '2500001' is more than any unit can do")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE910000000019;generation;2.751", "line 3: SEE910000000019 has the timeslot 2026-06-21T12:15Z twice for generation, first in line 2")]
    [InlineData("2026-06-21T13:15:00Z;2026-06-21T13:30:00Z;SEE910000000019;generation;2.752", "line 3: 2752 Wh in a quarter hour is more than SEE910000000019 can produce (10000 W)")]
    [InlineData("2026-06-21T12:15:00Z", "line 3: end_utc ''")]
    [InlineData("2026-06-21T12:15:00Z;2026-06-21T12:30:00Z;SEE910000000019;generation", "line 3: kwh ''")]
    [InlineData("\"2026-06-21T12:15:00Z;x", "line 3: this is no CSV")]
    public async Task A_wrong_line_refuses_the_file_and_is_named(string line, string message) =>
        Assert.Contains(message, await Files.MessageAsync(Header + Line + line + "\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("start_utc;end_utc;mastr;direction\n", "the column kwh is missing")]
    [InlineData("start_utc;kwh\n", "the column mastr is missing")]
    [InlineData("mastr;kwh\n", "there is no column with the start or end")]
    [InlineData("start_utc;mastr;menge\n", "'menge' does not say what its numbers are")]
    [InlineData("zeit;mastr;kwh\n", "'zeit' does not say whether it is the start or the end")]
    [InlineData("start;mastr;kwh\n2026-06-21 12:15;SVE910000000018;1\n", "line 2: start '2026-06-21 12:15' has no zone")]
    [InlineData("start_utc;mastr;kwh\n2026-06-21 12:15;SEE910000000019;1\n", "whether SEE910000000019 generates or consumes here is not said")]
    [InlineData("start_utc;mastr;kwh\n2026-06-21 12:15;SVE910000000018;1,234\n", "'1,234' can be read with decimals or with thousands")]
    [InlineData("start_utc;mastr;kwh;Verbrauch (kWh);Last (kW)\n", "the columns 'Verbrauch (kWh)', 'Last (kW)' say the same")]
    [InlineData(Header, "has no values")]
    public async Task A_file_that_cannot_be_understood_says_what_it_lacks(string text, string message) =>
        Assert.Contains(message, await Files.MessageAsync(text), StringComparison.Ordinal);

    [Fact]
    public async Task What_the_settings_and_the_file_say_differently_is_an_error()
    {
        var text = Header + Line;
        Assert.Contains("not in the zone", await Files.MessageAsync(text, new() { Zone = FileZone.Berlin }), StringComparison.Ordinal);
        Assert.Contains("a decimal point, but the settings", await Files.MessageAsync(text, new() { Decimals = DecimalSign.Comma }), StringComparison.Ordinal);
        Assert.Contains("is in KWh, but the settings", await Files.MessageAsync(text, new() { Measure = Measure.KW }), StringComparison.Ordinal);
        Assert.Contains("settings say otherwise", await Files.MessageAsync(text, new() { Direction = Direction.Consumption }), StringComparison.Ordinal);
        Assert.Contains("the column 'Ab' (Start in the settings", await Files.MessageAsync(text, new() { Columns = new Dictionary<string, string>(StringComparer.Ordinal) { ["Start"] = "Ab" } }), StringComparison.Ordinal);
        Assert.Contains("2026-06-21 has 1 of 96 quarter hours for generation of SEE910000000019: the first missing one starts at 00:00", await Files.MessageAsync(text, new() { WholeDays = true }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hour_that_clocks_skip_does_not_exist() => Assert.Contains(
        "line 2: start '29.03.2026 02:15' does not exist",
        await Files.MessageAsync("start;kWh\n29.03.2026 02:15;1\n", Local with { Direction = Direction.Production }), StringComparison.Ordinal);

    [Fact]
    public async Task At_most_twenty_problems_are_told()
    {
        var problems = await Files.RefusedAsync(Header + string.Concat(Enumerable.Repeat(Line.Replace("0.625", "x", StringComparison.Ordinal), 500)));
        Assert.Equal(20, problems.Count);
        Assert.Equal(Enumerable.Range(2, 20), problems.Select(problem => (int)problem.Line));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("windows-1252")]
    public async Task Letters_are_read_as_they_were_written(string encoding)
    {
        var letters = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        byte[] bytes = [.. letters.GetPreamble(), .. letters.GetBytes("start_utc\tZählpunkt\tErzeugung für heute [kWh]\n2026-06-21 12:15\tSEE910000000019\t\"0,25\"\n")];
        Assert.Equal(250, Assert.Single((await Files.ReadAsync(bytes, new())).Values).Energy.Value);
    }
}
