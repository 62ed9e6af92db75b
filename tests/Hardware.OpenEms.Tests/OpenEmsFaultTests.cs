using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.OpenEms.Tests;

/// <summary>Everything that goes wrong with an edge, ordered at the simulator, and what our client makes of it.</summary>
public sealed class OpenEmsFaultTests : IAsyncDisposable
{
    readonly EdgeAtNoon _noon = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _noon.DisposeAsync();

    [Theory]
    [InlineData("communication-failed", MeterQuality.Missing)]
    [InlineData("null-power", MeterQuality.Missing)]
    [InlineData("frozen", MeterQuality.Stale)]
    public async Task What_OpenEms_goes_on_showing_of_a_meter_it_lost_is_old(string fault, MeterQuality power)
    {
        var before = await GridAsync();
        var placed = _noon.Faults.Place(FaultOrder.Parse($"edge/meter0 {fault}"));
        _noon.Now += TimeSpan.FromHours(3);
        Assert.True(_noon.Truth(PlantMeter.Grid).ExportWh > before[1].Value);

        var after = await GridAsync();
        Assert.Equal(before.Take(2).Select(v => v with { Quality = MeterQuality.Stale }), after.Take(2));
        Assert.Equal(power, after[2].Quality);
        Assert.Equal(MeterQuality.Derived, (await new OpenEmsMeter(_noon.Client, "meter1", OpenEmsMeterRole.Production).ReadAsync(Cancel))[1].Quality);

        _noon.Faults.Lift(placed.Id);
        Assert.Equal(_noon.Truth(PlantMeter.Grid).ExportWh, (await GridAsync())[1].Value);
    }

    [Theory]
    [InlineData("edge/meter0 communication-failed", "_sum", OpenEmsMeterRole.Grid)]
    [InlineData("edge/meter0 null-power", "_sum", OpenEmsMeterRole.Grid)]
    [InlineData("edge/meter2 communication-failed", "_sum", OpenEmsMeterRole.Production)]
    public async Task A_sum_is_old_as_soon_as_one_meter_of_the_edge_is_lost(string order, string component, OpenEmsMeterRole role)
    {
        _noon.Faults.Place(FaultOrder.Parse(order));
        var values = await new OpenEmsMeter(_noon.Client, component, role).ReadAsync(Cancel);
        Assert.All(values.SkipLast(1), value => Assert.Equal(MeterQuality.Stale, value.Quality));
        Assert.NotEqual(MeterQuality.Good, values[^1].Quality);
    }

    [Theory]
    [InlineData("status code=500", "answered with status 500: check the user 'guest', the password")]
    [InlineData("status code=401", "answered with status 401: check the user 'guest', the password")]
    [InlineData("status code=400", "answered with status 400: it does not understand the request")]
    [InlineData("status code=302", "answered with status 302: it sends elsewhere, which is not followed")]
    [InlineData("status code=404", "no enabled component 'meter0'")]
    [InlineData("status code=204", "answered with status 204")]
    [InlineData("html", "something that is not a channel (it begins '<!DOCTYPE html>")]
    [InlineData("garbage", "something that is not a channel")]
    [InlineData("endless", "answered with more than 1,048,576 bytes")]
    [InlineData("dropped", "No answer from OpenEMS at")]
    public async Task An_answer_that_is_none_is_a_clear_failure_and_the_next_is_believed(string fault, string message)
    {
        _noon.Faults.Place(FaultOrder.Parse($"edge {fault}"));
        var e = await Assert.ThrowsAsync<MeterException>(GridAsync);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
        _noon.Faults.LiftAll();
        Assert.Equal(MeterQuality.Derived, (await GridAsync())[0].Quality);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("truncated")]
    [InlineData("late ms=60000")]
    [InlineData("byte-by-byte ms=60000")]
    public async Task An_answer_that_does_not_come_to_its_end_is_given_up(string fault)
    {
        using var hasty = new OpenEmsClient(new() { Address = _noon.Edge.Address, Password = "secret", Timeout = TimeSpan.FromMilliseconds(300) });
        _noon.Faults.Place(FaultOrder.Parse($"edge {fault} times=1"));
        var e = await Assert.ThrowsAsync<OpenEmsException>(() => hasty.ReadChannelsAsync("meter0", "ActivePower", Cancel));
        Assert.Contains("within 0.3 s: it is slow, or has no connection left", e.Message, StringComparison.Ordinal);

        // Later than the hasty one waits is soon enough for others.
        _noon.Faults.LiftAll();
        Assert.Equal(MeterQuality.Derived, (await GridAsync())[0].Quality);
    }

    [Theory]
    [InlineData("late ms=50")]
    [InlineData("byte-by-byte ms=0")]
    [InlineData("array")]
    public async Task A_slow_answer_and_the_other_shape_are_answers(string fault)
    {
        _noon.Faults.Place(FaultOrder.Parse($"edge {fault}"));
        Assert.Equal(MeterQuality.Derived, (await GridAsync())[0].Quality);
        Assert.Single(await _noon.Client.ReadChannelsAsync("meter0", "ActivePower", Cancel));
    }

    [Fact]
    public async Task With_five_others_connected_there_is_no_place_left_and_it_is_said()
    {
        var others = Enumerable.Range(0, 5).Select(_ => new OpenEmsClient(new() { Address = _noon.Edge.Address, Password = "secret" })).ToList();
        foreach (var other in others)
        {
            await other.ReadChannelsAsync("meter0", "ActivePower", Cancel);
        }

        using var sixth = new OpenEmsClient(new() { Address = _noon.Edge.Address, Password = "secret", Timeout = TimeSpan.FromMilliseconds(300) });
        var e = await Assert.ThrowsAsync<OpenEmsException>(() => sixth.ReadChannelsAsync("meter0", "ActivePower", Cancel));
        Assert.Contains("allows 5 to all clients together", e.Message, StringComparison.Ordinal);

        others.ForEach(other => other.Dispose());
        Assert.Equal(MeterQuality.Derived, (await GridAsync())[0].Quality);
    }

    Task<IReadOnlyList<MeterValue>> GridAsync() => new OpenEmsMeter(_noon.Client, "meter0", OpenEmsMeterRole.Grid).ReadAsync(Cancel).AsTask();
}
