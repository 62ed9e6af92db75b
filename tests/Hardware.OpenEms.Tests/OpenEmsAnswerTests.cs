using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalEnergyMarket.Hardware.Meters;

namespace LocalEnergyMarket.Hardware.OpenEms.Tests;

/// <summary>Answers written down as an OpenEMS Edge sends them, through a plain socket.</summary>
public sealed class OpenEmsAnswerTests
{
    const string Energy = """{"address":"meter0/ActiveProductionEnergy","type":"LONG","accessMode":"RO","text":"","unit":"Wh_Σ","value":123456789012}""";

    [Fact]
    public async Task Without_a_power_the_energy_is_old() => Assert.Equal(Old, await ReadAsync($"[{Energy},{Power("W", "null")}]"));

    [Fact]
    public async Task A_single_energy_as_an_object_has_no_power_beside_it() => Assert.Equal(Old, await ReadAsync(Energy));

    [Theory]
    [InlineData("ModbusCommunicationFailed")]
    [InlineData("SlaveCommunicationFailed")]
    public async Task A_fault_makes_everything_old_whatever_the_version_calls_it(string channel) => Assert.Equal(
        [Old[0], Old[1], new(MeterRegister.PowerW, 250, MeterQuality.Stale)],
        await ReadAsync($$"""[{{Energy}},{{Power("W", "-250")}},{"address":"meter0/{{channel}}","type":"BOOLEAN","accessMode":"RO","text":"","unit":"","value":1}]"""));

    [Fact]
    public async Task A_fault_without_values_leaves_them_missing() => Assert.All(
        await ReadAsync($$"""[{{Power("W", "null")}},{"address":"meter0/ModbusCommunicationFailed","unit":"","value":1}]"""),
        value => Assert.Equal(MeterQuality.Missing, value.Quality));

    [Fact]
    public async Task A_body_without_end_is_not_read_to_its_end()
    {
        var e = await Assert.ThrowsAsync<MeterException>(() => ReadAsync($"[{Energy}{new string(' ', 2_000_000)}]"));
        Assert.Contains("more than 1,048,576 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_counters_and_missing_ones_are_told_apart() => Assert.Equal(
        [
            new(MeterRegister.EnergyImportWh, 123_456_789_012, MeterQuality.Derived),
            MeterValue.Missing(MeterRegister.EnergyExportWh),
            new(MeterRegister.PowerW, 250, MeterQuality.Good),
        ],
        await ReadAsync($"[{Energy},{Power("W", "-250")}]"));

    [Fact]
    public async Task Another_unit_is_refused_rather_than_guessed()
    {
        var e = await Assert.ThrowsAsync<MeterException>(() => ReadAsync($"[{Energy},{Power("kW", "1")}]"));
        Assert.Contains("meter0/ActivePower is in 'kW' instead of 'W'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("7")]
    [InlineData("[7]")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("""{"address":"meter0"}""")]
    [InlineData("""[{"address":"meter0/ActivePower","unit":"W","value":1}""")]
    public async Task A_body_that_is_no_channel_is_a_failure(string body)
    {
        var e = await Assert.ThrowsAsync<MeterException>(() => ReadAsync(body));
        Assert.Contains("something that is not a channel", e.Message, StringComparison.Ordinal);
    }

    static readonly MeterValue[] Old =
    [
        new(MeterRegister.EnergyImportWh, 123_456_789_012, MeterQuality.Stale), MeterValue.Missing(MeterRegister.EnergyExportWh), MeterValue.Missing(MeterRegister.PowerW),
    ];

    static string Power(string unit, string value) =>
        $$"""{"address":"meter0/ActivePower","type":"INTEGER","accessMode":"RO","text":"","unit":"{{unit}}","value":{{value}}}""";

    static async Task<IReadOnlyList<MeterValue>> ReadAsync(string body)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeOneAsync(listener, body);
        using var client = new OpenEmsClient(new() { Address = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"), Password = "user" });
        try
        {
            return await new OpenEmsMeter(client, "meter0", OpenEmsMeterRole.Grid).ReadAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            await served;
        }
    }

    static async Task ServeOneAsync(TcpListener listener, string body)
    {
        using var peer = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(peer.GetStream(), leaveOpen: true);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 })
        {
            // The request's head, up to the empty line.
        }

        var bytes = Encoding.UTF8.GetBytes(body);
        var head = FormattableString.Invariant($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n");
        await peer.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. bytes], TestContext.Current.CancellationToken);
    }
}
