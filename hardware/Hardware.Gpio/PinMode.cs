namespace LocalEnergyMarket.Hardware.Gpio;

/// <summary>What a line is used for.</summary>
public enum PinMode
{
    /// <summary>Read, with the bias that the board gives it.</summary>
    Input,
    /// <summary>Driven.</summary>
    Output,
    /// <summary>Read, pulled low where nothing drives it.</summary>
    InputPullDown,
    /// <summary>Read, pulled high where nothing drives it: a contact to ground reads low when closed.</summary>
    InputPullUp,
}
