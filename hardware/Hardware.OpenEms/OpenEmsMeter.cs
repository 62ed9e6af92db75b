using LocalEnergyMarket.Hardware.Meters;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>
/// A meter component of an OpenEMS Edge (nature ElectricityMeter), or one of the sums of the whole edge (<c>_sum</c>). OpenEMS integrates most
/// energies itself, so they are of quality derived. It keeps showing the last energy while the meter behind it is silent: an energy whose meter has
/// failed, or that stands beside no power, is old and of quality stale.
/// </summary>
/// <param name="client">The edge's; all its meters share it.</param>
/// <param name="component">The component's id, for example meter0.</param>
/// <param name="role">What it measures.</param>
public sealed class OpenEmsMeter(OpenEmsClient client, string component, OpenEmsMeterRole role) : IMeter
{
    const string Watts = "W";
    const string CumulatedWattHours = "Wh_Σ";

    readonly OpenEmsSource _source = OpenEmsSource.Of(component, role);

    /// <summary>What a reading holds: the sums have an energy in one direction only, but for the grid's.</summary>
    public IReadOnlyList<MeterRegister> Registers => _source.Registers;

    public async ValueTask<IReadOnlyList<MeterValue>> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<OpenEmsChannel> channels;
        try
        {
            channels = await client.ReadChannelsAsync(_source.Components, _source.Channels, cancellationToken);
        }
        catch (OpenEmsException e)
        {
            throw new MeterException($"OpenEMS {component}: {e.Message}", e);
        }

        if (!channels.Any(c => c.Component.SequenceEqual(component) && !OpenEmsSource.IsFault(c)))
        {
            throw new MeterException($"OpenEMS has no enabled component '{component}' with the channels of a meter: check the component's id, and the address.");
        }

        var failed = channels.Any(OpenEmsSource.Failed);
        var power = Find(channels, _source.Power, Watts);
        var alive = power is not null && !failed;
        var values = new List<MeterValue>(_source.Registers.Count);
        AddEnergy(MeterRegister.EnergyImportWh, _source.Import);
        AddEnergy(MeterRegister.EnergyExportWh, _source.Export);
        values.Add(power is { } watts
            ? new(MeterRegister.PowerW, (long)Math.Round(_source.PlusIsExport ? watts : -watts, MidpointRounding.AwayFromZero), failed ? MeterQuality.Stale : MeterQuality.Good)
            : MeterValue.Missing(MeterRegister.PowerW));
        return values;

        void AddEnergy(MeterRegister register, string? channel)
        {
            if (channel is not null)
            {
                values.Add(Find(channels, channel, CumulatedWattHours) is { } wh and >= 0
                    ? new(register, (long)decimal.Floor(wh), alive ? MeterQuality.Derived : MeterQuality.Stale)
                    : MeterValue.Missing(register));
            }
        }
    }

    decimal? Find(IReadOnlyList<OpenEmsChannel> channels, string channel, string unit)
    {
        foreach (var found in channels)
        {
            if (found.Component.SequenceEqual(component) && found.Channel.SequenceEqual(channel))
            {
                return string.Equals(found.Unit, unit, StringComparison.Ordinal)
                    ? found.Value is { } value && Math.Abs(value) < long.MaxValue ? value : null
                    : throw new MeterException($"OpenEMS {found.Address} is in '{found.Unit}' instead of '{unit}': this version is not understood.");
            }
        }

        return null;
    }
}
