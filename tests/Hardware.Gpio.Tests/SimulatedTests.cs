using LocalEnergyMarket.Hardware.Gpio.Simulated;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Hardware.Gpio.Tests;

public sealed class SimulatedTests
{
    [Fact]
    public async Task In_memory_inputs_are_set_and_outputs_seen()
    {
        using var driver = new SimulatedDriver(4, names: ["K1", "TAMPER"]);
        using var controller = new GpioController(driver);
        controller.OpenPin(controller.Find("K1"), PinMode.Output, PinValue.High);
        var tamper = controller.OpenPin(controller.Find("TAMPER"), PinMode.InputPullUp);
        Assert.Equal((PinValue.High, PinValue.High), (driver.Level(0), tamper.Read()));

        var wait = controller.WaitForEventAsync(1, PinEventTypes.Falling, TestContext.Current.CancellationToken);
        driver.Set(1, PinValue.Low);

        Assert.Equal(PinEventTypes.Falling, (await wait).EventTypes);
        Assert.Throws<GpioException>(() => controller.OpenPin(4));
    }

    [Fact]
    public async Task Lines_are_files_of_a_folder()
    {
        using var folder = new ScratchFolder();
        using var controller = new GpioController(new SimulatedDriver(4, folder.Path));
        controller.OpenPin(0, PinMode.Output, PinValue.High);
        var input = controller.OpenPin(1, PinMode.Input);
        Assert.Equal("1\n", await File.ReadAllTextAsync(Path.Combine(folder.Path, "0"), TestContext.Current.CancellationToken));
        Assert.Equal(PinValue.Low, input.Read());

        var wait = controller.WaitForEventAsync(1, PinEventTypes.Rising, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "1"), "1", TestContext.Current.CancellationToken);

        Assert.Equal(PinEventTypes.Rising, (await wait).EventTypes);
        Assert.Equal(PinValue.High, input.Read());
    }
}
