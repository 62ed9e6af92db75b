using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>A command is not carried out. The message says why and what to do.</summary>
public sealed class CommandFailedException(CommandFailureKind kind, string message, Exception? cause = null) : Exception(message, cause)
{
    public CommandFailureKind Kind => kind;
}
