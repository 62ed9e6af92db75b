namespace LocalEnergyMarket.Hardware.Meters;

/// <summary>
/// Something that measures active energy and power at one point. The caller stamps the time: what is returned was true between the call
/// and the answer.
/// </summary>
public interface IMeter
{
    /// <summary>One value for each register the meter has, in the order of <see cref="MeterRegister"/>.</summary>
    /// <exception cref="MeterException">The meter could not be read at all; the message says why and what to check.</exception>
    ValueTask<IReadOnlyList<MeterValue>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>A meter that can say more than is polled: for the technician, and to notice that another device answers.</summary>
public interface IDetailedMeter : IMeter
{
    /// <summary>What the device says it is.</summary>
    /// <exception cref="MeterException">The meter could not be read.</exception>
    ValueTask<MeterIdentity> IdentifyAsync(CancellationToken cancellationToken);

    /// <summary>Everything the device type knows, in the device's own units and signs, in the order of its file.</summary>
    /// <exception cref="MeterException">The meter could not be read at all.</exception>
    ValueTask<IReadOnlyList<MeterDetail>> ReadAllAsync(CancellationToken cancellationToken);
}
