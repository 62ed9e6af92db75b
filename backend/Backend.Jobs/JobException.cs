namespace LocalEnergyMarket.Backend.Jobs;

/// <summary>A job cannot be started or done; the message says what, where, and what to do.</summary>
public sealed class JobException : Exception
{
    public JobException()
    {
    }

    public JobException(string message)
        : base(message)
    {
    }

    public JobException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
