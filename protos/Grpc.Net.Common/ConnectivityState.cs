namespace Grpc.Core;

/// <summary>How a channel's connection stands.</summary>
public enum ConnectivityState
{
    /// <summary>Not connected and not trying.</summary>
    Idle = 0,

    /// <summary>Connecting.</summary>
    Connecting = 1,

    /// <summary>Connected.</summary>
    Ready = 2,

    /// <summary>The connection failed; it is tried again later.</summary>
    TransientFailure = 3,

    /// <summary>The channel is closed.</summary>
    Shutdown = 4,
}
