namespace LocalEnergyMarket.Interop.Peer;

/// <summary>The other side did not do what the case demands; the message says what.</summary>
public sealed class InteropException : Exception
{
    public InteropException()
    {
    }

    public InteropException(string message)
        : base(message)
    {
    }

    public InteropException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
