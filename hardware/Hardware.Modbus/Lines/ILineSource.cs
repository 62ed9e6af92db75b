namespace LocalEnergyMarket.Hardware.Modbus.Lines;

/// <summary>Where a line is opened.</summary>
interface ILineSource
{
    /// <summary>What messages call it.</summary>
    string Place { get; }

    /// <summary>What to look at when a unit does not answer.</summary>
    string SilenceAdvice { get; }

    /// <exception cref="ModbusTransportException">It cannot be opened; the message says what to do.</exception>
    ValueTask<ILine> OpenAsync(CancellationToken cancellationToken);
}
