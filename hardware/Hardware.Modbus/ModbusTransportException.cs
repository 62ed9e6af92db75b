namespace LocalEnergyMarket.Hardware.Modbus;

/// <summary>Why there was no usable answer.</summary>
public enum ModbusTransportFailure
{
    /// <summary>No connection could be made or no device opened, or the last attempt failed so recently that none was tried.</summary>
    Unreachable,
    /// <summary>The connection broke before the answer was complete.</summary>
    Closed,
    /// <summary>No answer to this request arrived in time.</summary>
    TimedOut,
    /// <summary>What arrived is not Modbus, is damaged, or does not answer the request.</summary>
    Malformed,
    /// <summary>The unit was silent several times: it is asked less often, and not now.</summary>
    Resting,
}

/// <summary>There was no usable answer. The message names the peer and what to look at.</summary>
public sealed class ModbusTransportException(ModbusTransportFailure failure, string message, Exception? inner = null) : IOException(message, inner)
{
    public ModbusTransportFailure Failure { get; } = failure;
}
