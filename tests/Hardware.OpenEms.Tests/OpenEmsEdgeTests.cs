using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.OpenEms.Tests;

/// <summary>The client against the simulated edge, whose plant stands still at noon of a June day.</summary>
public sealed class OpenEmsEdgeTests : IAsyncDisposable
{
    readonly EdgeAtNoon _noon = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _noon.DisposeAsync();

    [Fact]
    public async Task At_the_grid_plus_is_buying_for_OpenEms_and_feeding_in_for_us()
    {
        var truth = _noon.Truth(PlantMeter.Grid);
        Assert.True(truth.PowerW > 0);
        Assert.Equal(
            [
                new(MeterRegister.EnergyImportWh, truth.ImportWh, MeterQuality.Derived),
                new(MeterRegister.EnergyExportWh, truth.ExportWh, MeterQuality.Derived),
                new(MeterRegister.PowerW, truth.PowerW, MeterQuality.Good),
            ],
            await new OpenEmsMeter(_noon.Client, "meter0", OpenEmsMeterRole.Grid).ReadAsync(Cancel));
    }

    [Fact]
    public async Task At_a_generator_plus_is_production_for_both()
    {
        var truth = _noon.Truth(PlantMeter.Pv);
        Assert.Equal(
            [
                new(MeterRegister.EnergyImportWh, 0, MeterQuality.Derived),
                new(MeterRegister.EnergyExportWh, truth.ExportWh, MeterQuality.Derived),
                new(MeterRegister.PowerW, truth.PowerW, MeterQuality.Good),
            ],
            await new OpenEmsMeter(_noon.Client, "meter1", OpenEmsMeterRole.Production).ReadAsync(Cancel));
    }

    [Fact]
    public async Task At_a_consumer_plus_is_consumption()
    {
        var truth = _noon.Truth(PlantMeter.Household);
        Assert.Equal(
            [
                new(MeterRegister.EnergyImportWh, truth.ImportWh, MeterQuality.Derived),
                new(MeterRegister.EnergyExportWh, 0, MeterQuality.Derived),
                new(MeterRegister.PowerW, truth.PowerW, MeterQuality.Good),
            ],
            await new OpenEmsMeter(_noon.Client, "meter2", OpenEmsMeterRole.Consumption).ReadAsync(Cancel));
    }

    [Fact]
    public async Task The_sums_of_the_edge_are_meters_too()
    {
        var (grid, pv, house) = (_noon.Truth(PlantMeter.Grid), _noon.Truth(PlantMeter.Pv), _noon.Truth(PlantMeter.Household));
        Assert.Equal(
            [
                new(MeterRegister.EnergyImportWh, grid.ImportWh, MeterQuality.Derived),
                new(MeterRegister.EnergyExportWh, grid.ExportWh, MeterQuality.Derived),
                new(MeterRegister.PowerW, grid.PowerW, MeterQuality.Good),
            ],
            await new OpenEmsMeter(_noon.Client, "_sum", OpenEmsMeterRole.Grid).ReadAsync(Cancel));
        Assert.Equal(
            [new(MeterRegister.EnergyExportWh, pv.ExportWh, MeterQuality.Derived), new(MeterRegister.PowerW, pv.PowerW, MeterQuality.Good)],
            await new OpenEmsMeter(_noon.Client, "_sum", OpenEmsMeterRole.Production).ReadAsync(Cancel));
        Assert.Equal(
            [new(MeterRegister.EnergyImportWh, house.ImportWh, MeterQuality.Derived), new(MeterRegister.PowerW, house.PowerW, MeterQuality.Good)],
            await new OpenEmsMeter(_noon.Client, "_sum", OpenEmsMeterRole.Consumption).ReadAsync(Cancel));
    }

    [Fact]
    public async Task All_meters_of_an_edge_share_one_connection_and_ask_in_a_row()
    {
        var meters = ((string, OpenEmsMeterRole)[])[("meter0", OpenEmsMeterRole.Grid), ("meter1", OpenEmsMeterRole.Production), ("_sum", OpenEmsMeterRole.Grid)];
        for (var round = 0; round < 4; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 12).Select(i => new OpenEmsMeter(_noon.Client, meters[i % 3].Item1, meters[i % 3].Item2).ReadAsync(Cancel).AsTask()));
        }

        Assert.Equal((1, 1), _noon.Edge.Connections);
    }

    [Fact]
    public async Task One_channel_comes_as_an_object_and_several_as_an_array()
    {
        Assert.Equal("meter0/ActivePower", Assert.Single(await _noon.Client.ReadChannelsAsync("meter0", "ActivePower", Cancel)).Address);
        Assert.Equal(2, (await _noon.Client.ReadChannelsAsync("meter[01]", "ActivePower", Cancel)).Count);
        Assert.Empty(await _noon.Client.ReadChannelsAsync("meter9", ".*", Cancel));
    }

    [Fact]
    public async Task An_unknown_component_is_named()
    {
        var e = await Assert.ThrowsAsync<MeterException>(() => new OpenEmsMeter(_noon.Client, "meter9", OpenEmsMeterRole.Grid).ReadAsync(Cancel).AsTask());
        Assert.Contains("no enabled component 'meter9'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_id_is_not_a_pattern()
    {
        await Assert.ThrowsAsync<MeterException>(() => new OpenEmsMeter(_noon.Client, "meter.", OpenEmsMeterRole.Grid).ReadAsync(Cancel).AsTask());
    }

    [Fact]
    public async Task A_wrong_password_is_said_without_showing_it()
    {
        using var wrong = new OpenEmsClient(new() { Address = _noon.Edge.Address, Password = "hunter2" });
        var e = await Assert.ThrowsAsync<MeterException>(() => new OpenEmsMeter(wrong, "meter0", OpenEmsMeterRole.Grid).ReadAsync(Cancel).AsTask());
        Assert.Contains("check the user 'guest', the password", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edge_that_is_gone_is_a_clear_error()
    {
        await _noon.Edge.DisposeAsync();
        var e = await Assert.ThrowsAsync<OpenEmsException>(() => _noon.Client.ReadChannelsAsync("meter0", "ActivePower", Cancel));
        Assert.Contains("No answer from OpenEMS at", e.Message, StringComparison.Ordinal);
    }
}
