namespace LocalEnergyMarket.Hardware.Gpio.Uapi;

/// <summary>
/// Requests and flags of the GPIO character device's second interface (Linux 5.10, <c>linux/gpio.h</c>). They are the same on all architectures that .NET runs on; a test
/// compiles them.
/// </summary>
static class GpioIoctl
{
    public const uint GetChipInfo = 0x8044B401;
    public const uint GetLineInfo = 0xC100B405;
    public const uint GetLine = 0xC250B407;
    public const uint SetConfig = 0xC110B40D;
    public const uint GetValues = 0xC010B40E;
    public const uint SetValues = 0xC010B40F;
}

[Flags]
enum LineFlags : ulong
{
    None = 0,
    Used = 1,
    ActiveLow = 2,
    Input = 4,
    Output = 8,
    EdgeRising = 0x10,
    EdgeFalling = 0x20,
    OpenDrain = 0x40,
    OpenSource = 0x80,
    BiasPullUp = 0x100,
    BiasPullDown = 0x200,
    BiasDisabled = 0x400,
}

enum LineAttributeId : uint
{
    None = 0,
    Flags = 1,
    OutputValues = 2,
    Debounce = 3,
}

enum LineEventId : uint
{
    None = 0,
    Rising = 1,
    Falling = 2,
}
