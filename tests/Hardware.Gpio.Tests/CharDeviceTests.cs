using LocalEnergyMarket.Hardware.Gpio.CharDevice;
using LocalEnergyMarket.Hardware.Gpio.Tests.Peer;
using LocalEnergyMarket.Hardware.Gpio.Uapi;

namespace LocalEnergyMarket.Hardware.Gpio.Tests;

/// <summary>The driver against a kernel's side in C. No test machine has GPIO: that the real kernel takes the same is for the bench with a board (docs/box.md).</summary>
public sealed class CharDeviceTests : IDisposable
{
    readonly PeerKernel _peer = new();

    public void Dispose() => _peer.Dispose();

    [Fact]
    public void A_chip_tells_its_name_and_its_lines()
    {
        using var driver = PeerKernel.Driver();
        using var controller = new GpioController(driver);

        Assert.Equal(("gpiochip7", "peer in C", 8), (driver.Name, driver.Label, controller.PinCount));
        Assert.Equal(2, controller.Find("K3"));
        Assert.Equal(3, controller.Find("3"));
    }

    [Theory]
    [InlineData("K9")]
    [InlineData("8")]
    [InlineData("-1")]
    [InlineData("")]
    public void A_line_that_the_chip_has_not_is_said(string line)
    {
        using var controller = new GpioController(PeerKernel.Driver());

        var refused = Assert.Throws<GpioException>(() => controller.Find(line));

        Assert.Equal(GpioFailure.NoLine, refused.Failure);
        Assert.Contains("0 to 7", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_starts_as_asked_and_is_driven()
    {
        using var controller = new GpioController(PeerKernel.Driver());

        var pin = controller.OpenPin(4, PinMode.Output, PinValue.High);
        Assert.Equal(PinValue.High, PeerKernel.Level(4));
        Assert.Equal(LineFlags.Output, PeerKernel.Flags(4));

        pin.Write(PinValue.Low);
        Assert.Equal(PinValue.Low, PeerKernel.Level(4));
        pin.Toggle();
        Assert.Equal(PinValue.High, PeerKernel.Level(4));
        Assert.Equal(PinValue.High, pin.Read());
    }

    [Fact]
    public void Opening_leaves_an_output_as_it_stands()
    {
        using (var first = new GpioController(PeerKernel.Driver()))
        {
            first.OpenPin(1, PinMode.Output, PinValue.High);
        }

        using var second = new GpioController(PeerKernel.Driver());
        var pin = second.OpenPin(1);

        Assert.Equal(PinMode.Output, pin.GetPinMode());
        Assert.Equal(PinValue.High, PeerKernel.Level(1));
        Assert.Equal(PinValue.High, pin.Read());
    }

    [Theory]
    [InlineData(PinMode.Input, (ulong)LineFlags.Input)]
    [InlineData(PinMode.InputPullUp, (ulong)(LineFlags.Input | LineFlags.BiasPullUp))]
    [InlineData(PinMode.InputPullDown, (ulong)(LineFlags.Input | LineFlags.BiasPullDown))]
    public void An_input_is_biased_as_asked_and_read(PinMode mode, ulong flags)
    {
        using var controller = new GpioController(PeerKernel.Driver());
        var pin = controller.OpenPin(0, mode);
        Assert.Equal((LineFlags)flags, PeerKernel.Flags(0));

        PeerKernel.Set(0, PinValue.High);
        Assert.Equal(PinValue.High, pin.Read());
        PeerKernel.Set(0, PinValue.Low);
        Assert.Equal(PinValue.Low, pin.Read());
        Assert.Throws<InvalidOperationException>(() => pin.Write(PinValue.High));
    }

    [Fact]
    public void An_input_is_debounced_by_the_kernel()
    {
        using var controller = new GpioController(PeerKernel.Driver(TimeSpan.FromMilliseconds(25)));

        controller.OpenPin(0, PinMode.Input);

        Assert.Equal(25_000u, PeerKernel.DebounceOf(0));
    }

    [Fact]
    public async Task Changes_are_told_as_they_were_asked_for()
    {
        using var controller = new GpioController(PeerKernel.Driver());
        controller.OpenPin(2, PinMode.Input);
        controller.OpenPin(3, PinMode.Input);
        var told = System.Threading.Channels.Channel.CreateUnbounded<(int, PinEventTypes)>();
        void Told(object sender, PinValueChangedEventArgs e) => told.Writer.TryWrite((e.PinNumber, e.ChangeType));
        controller.RegisterCallbackForPinValueChangedEvent(2, PinEventTypes.Rising | PinEventTypes.Falling, Told);
        controller.RegisterCallbackForPinValueChangedEvent(3, PinEventTypes.Falling, Told);

        PeerKernel.Set(3, PinValue.High);
        PeerKernel.Set(2, PinValue.High);
        Assert.Equal((2, PinEventTypes.Rising), await Next());
        PeerKernel.Set(3, PinValue.Low);
        Assert.Equal((3, PinEventTypes.Falling), await Next());
        PeerKernel.Set(2, PinValue.Low);
        Assert.Equal((2, PinEventTypes.Falling), await Next());

        controller.UnregisterCallbackForPinValueChangedEvent(2, Told);
        Assert.Equal(LineFlags.Input, PeerKernel.Flags(2));

        async Task<(int, PinEventTypes)> Next() => await told.Reader.ReadAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_change_can_be_waited_for_and_the_wait_ended()
    {
        using var controller = new GpioController(PeerKernel.Driver());
        controller.OpenPin(2, PinMode.Input);

        var wait = controller.WaitForEventAsync(2, PinEventTypes.Rising, TestContext.Current.CancellationToken);
        PeerKernel.Set(2, PinValue.High);
        Assert.Equal(new(PinEventTypes.Rising, TimedOut: false), await wait);

        using var stop = new CancellationTokenSource();
        var second = controller.WaitForEventAsync(2, PinEventTypes.Rising, stop.Token);
        await stop.CancelAsync();
        Assert.Equal(new(PinEventTypes.None, TimedOut: true), await second);
    }

    [Fact]
    public void A_line_that_another_has_is_said_with_its_name()
    {
        PeerKernel.Claim(5, "heating");
        using var controller = new GpioController(PeerKernel.Driver());

        var refused = Assert.Throws<GpioException>(() => controller.OpenPin(5));

        Assert.Equal(GpioFailure.InUse, refused.Failure);
        Assert.Contains("'heating'", refused.Message, StringComparison.Ordinal);
        Assert.False(controller.IsPinOpen(5));
    }

    [Fact]
    public void A_line_is_given_back()
    {
        using var controller = new GpioController(PeerKernel.Driver());
        controller.OpenPin(6);
        Assert.True(PeerKernel.IsTaken(6));

        controller.ClosePin(6);

        Assert.False(PeerKernel.IsTaken(6));
        Assert.Throws<InvalidOperationException>(() => controller.Read(6));
    }

    [Fact]
    public void A_chip_without_pulls_says_so()
    {
        PeerKernel.HaveNoBias();
        using var controller = new GpioController(PeerKernel.Driver());

        var refused = Assert.Throws<GpioException>(() => controller.OpenPin(0, PinMode.InputPullUp));

        Assert.Equal(GpioFailure.NotSupported, refused.Failure);
        Assert.Contains("resistor", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/gpiochip-none", GpioFailure.NoChip)]
    [InlineData("/dev/null", GpioFailure.NoChip)]
    public void What_is_no_chip_is_said_by_the_real_kernel(string path, GpioFailure failure)
    {
        var refused = Assert.Throws<GpioException>(() => new CharDeviceDriver(path));

        Assert.Equal(failure, refused.Failure);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("gpiodetect", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_who_may_not_is_told_the_group()
    {
        var refused = Assert.Throws<GpioException>(() => new CharDeviceDriver("/dev/gpiochip0", "lem-box", TimeSpan.Zero, new LockedKernel()));

        Assert.Equal(GpioFailure.NoPermission, refused.Failure);
        Assert.Contains("group gpio", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Tests run as root too, whom no permission keeps away.</summary>
    sealed class LockedKernel : IGpioKernel
    {
        public Microsoft.Win32.SafeHandles.SafeFileHandle Open(string path) => throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");

        public int Control(Microsoft.Win32.SafeHandles.SafeFileHandle file, uint request, Span<byte> argument) => throw new InvalidOperationException("It was not opened.");
    }
}
