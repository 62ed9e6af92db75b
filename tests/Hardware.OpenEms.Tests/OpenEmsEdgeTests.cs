using System.Net;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;

namespace LocalEnergyMarket.Hardware.OpenEms.Tests;

/// <summary>The client against the simulated edge, whose plant stands still at noon of a June day.</summary>
public sealed class OpenEmsEdgeTests : IAsyncLifetime
{
    static readonly DateTimeOffset Noon = new(2026, 6, 21, 11, 0, 0, TimeSpan.Zero);

    readonly Plant _plant = new(new());
    OpenEmsEdge _edge = null!;
    OpenEmsClient _client = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _edge = await OpenEmsEdge.StartAsync(new(IPAddress.Loopback, 0), () => _plant.At(Noon), "secret", Cancel);
        _client = new(new() { Address = _edge.Address, Password = "secret" });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _edge.DisposeAsync();
    }

    [Fact]
    public async Task At_the_grid_plus_is_buying_for_OpenEms_and_feeding_in_for_us()
    {
        var truth = _plant.CountersAt(PlantMeter.Grid, Noon);
        Assert.True(truth.PowerW > 0);
        Assert.Equal(
            [
                new(MeterRegister.EnergyImportWh, truth.ImportWh, MeterQuality.Derived),
                new(MeterRegister.EnergyExportWh, truth.ExportWh, MeterQuality.Derived),
                new(MeterRegister.PowerW, truth.PowerW, MeterQuality.Good),
            ],
            await new OpenEmsMeter(_client, "meter0", OpenEmsMeterRole.Grid).ReadAsync(Cancel));
    }

    [Fact]
    public async Task At_a_generator_plus_is_production_for_both()
    {
        var truth = _plant.CountersAt(PlantMeter.Pv, Noon);
        Assert.Equal(
            [
                new(MeterRegister.EnergyImportWh, 0, MeterQuality.Derived),
                new(MeterRegister.EnergyExportWh, truth.ExportWh, MeterQuality.Derived),
                new(MeterRegister.PowerW, truth.PowerW, MeterQuality.Good),
            ],
            await new OpenEmsMeter(_client, "meter1", OpenEmsMeterRole.Production).ReadAsync(Cancel));
    }

    [Fact]
    public async Task The_energy_of_a_silent_meter_is_missing_though_OpenEms_still_shows_it()
    {
        _edge.GridMeterSilent = true;
        var shown = Assert.Single(await _client.ReadChannelsAsync("meter0", "ActiveProductionEnergy", Cancel));
        Assert.NotNull(shown.Value);
        Assert.All(
            await new OpenEmsMeter(_client, "meter0", OpenEmsMeterRole.Grid).ReadAsync(Cancel),
            value => Assert.Equal(MeterQuality.Missing, value.Quality));
    }

    [Fact]
    public async Task One_channel_comes_as_an_object_and_several_as_an_array()
    {
        Assert.Equal("meter0/ActivePower", Assert.Single(await _client.ReadChannelsAsync("meter0", "ActivePower", Cancel)).Address);
        Assert.Equal(2, (await _client.ReadChannelsAsync("meter[01]", "ActivePower", Cancel)).Count);
        Assert.Empty(await _client.ReadChannelsAsync("meter9", ".*", Cancel));
    }

    [Fact]
    public async Task An_unknown_component_is_named()
    {
        var e = await Assert.ThrowsAsync<MeterException>(() => new OpenEmsMeter(_client, "meter9", OpenEmsMeterRole.Grid).ReadAsync(Cancel).AsTask());
        Assert.Contains("no enabled component 'meter9'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_id_is_not_a_pattern()
    {
        await Assert.ThrowsAsync<MeterException>(() => new OpenEmsMeter(_client, "meter.", OpenEmsMeterRole.Grid).ReadAsync(Cancel).AsTask());
    }

    [Fact]
    public async Task A_wrong_password_is_said_without_showing_it()
    {
        using var wrong = new OpenEmsClient(new() { Address = _edge.Address, Password = "hunter2" });
        var e = await Assert.ThrowsAsync<MeterException>(() => new OpenEmsMeter(wrong, "meter0", OpenEmsMeterRole.Grid).ReadAsync(Cancel).AsTask());
        Assert.Contains("check the user 'guest', the password", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edge_that_is_gone_is_a_clear_error()
    {
        await _edge.DisposeAsync();
        var e = await Assert.ThrowsAsync<OpenEmsException>(() => _client.ReadChannelsAsync("meter0", "ActivePower", Cancel));
        Assert.Contains("No answer from OpenEMS at", e.Message, StringComparison.Ordinal);
    }
}
