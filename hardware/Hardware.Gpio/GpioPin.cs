namespace LocalEnergyMarket.Hardware.Gpio;

/// <summary>One open line of a controller.</summary>
public sealed class GpioPin(GpioController controller, int pinNumber)
{
    public int PinNumber { get; } = pinNumber;

    public PinMode GetPinMode() => controller.GetPinMode(PinNumber);

    public void SetPinMode(PinMode value) => controller.SetPinMode(PinNumber, value);

    public PinValue Read() => controller.Read(PinNumber);

    public void Write(PinValue value) => controller.Write(PinNumber, value);

    public void Toggle() => controller.Toggle(PinNumber);

    public void Close() => controller.ClosePin(PinNumber);
}
