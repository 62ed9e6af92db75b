namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>A batch of readings is not what its format asks for. The message says where in the batch, and what is wrong.</summary>
public sealed class ReadingFormatException : FormatException
{
    public ReadingFormatException()
    {
    }

    public ReadingFormatException(string message)
        : base(message)
    {
    }

    public ReadingFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
