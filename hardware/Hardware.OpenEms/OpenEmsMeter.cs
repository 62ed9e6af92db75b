using LocalEnergyMarket.Hardware.Meters;

namespace LocalEnergyMarket.Hardware.OpenEms;

/// <summary>What a meter measures decides what OpenEMS means by plus.</summary>
public enum OpenEmsMeterRole
{
    /// <summary>The connection to the grid: plus is buying.</summary>
    Grid,
    /// <summary>A generator: plus is production.</summary>
    Production,
    /// <summary>A metered consumer: plus is consumption.</summary>
    Consumption,
}

/// <summary>
/// A meter component of an OpenEMS Edge (nature ElectricityMeter). Its energies are mostly integrated by OpenEMS itself, so they are of
/// quality derived. It keeps showing the last energy while the meter behind it is silent; an energy only counts if the power is known and
/// the meter's communication has not failed.
/// </summary>
/// <param name="component">The component's id, for example meter0.</param>
public sealed class OpenEmsMeter(OpenEmsClient client, string component, OpenEmsMeterRole role) : IMeter
{
    const string Channels = "ActivePower|ActiveProductionEnergy|ActiveConsumptionEnergy|ModbusCommunicationFailed";

    public async ValueTask<IReadOnlyList<MeterValue>> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<OpenEmsChannel> channels;
        try
        {
            channels = await client.ReadChannelsAsync(System.Text.RegularExpressions.Regex.Escape(component), Channels, cancellationToken);
        }
        catch (OpenEmsException e)
        {
            throw new MeterException($"OpenEMS {component}: {e.Message}", e);
        }

        if (channels.Count == 0)
        {
            throw new MeterException($"OpenEMS has no enabled component '{component}' with the channels of a meter: check the component's id.");
        }

        var power = Find("ActivePower", "W");
        var alive = power is not null && Find("ModbusCommunicationFailed", unit: null) is null or 0;
        // The integral of positive power is called production whatever the meter measures: at a grid meter it is what was bought.
        var (import, export) = role == OpenEmsMeterRole.Production
            ? ("ActiveConsumptionEnergy", "ActiveProductionEnergy")
            : ("ActiveProductionEnergy", "ActiveConsumptionEnergy");
        var values = new List<MeterValue>(3);
        AddEnergy(MeterRegister.EnergyImportWh, import);
        AddEnergy(MeterRegister.EnergyExportWh, export);
        values.Add(power is { } watts
            ? new(MeterRegister.PowerW, role == OpenEmsMeterRole.Production ? watts : -watts, MeterQuality.Good)
            : MeterValue.Missing(MeterRegister.PowerW));
        return values;

        void AddEnergy(MeterRegister register, string channel) => values.Add(
            alive && Find(channel, "Wh_Σ") is { } wh and >= 0 ? new(register, wh, MeterQuality.Derived) : MeterValue.Missing(register));

        long? Find(string channel, string? unit)
        {
            foreach (var found in channels)
            {
                if (string.Equals(found.Address, $"{component}/{channel}", StringComparison.Ordinal))
                {
                    return unit is null || string.Equals(found.Unit, unit, StringComparison.Ordinal)
                        ? found.Value
                        : throw new MeterException($"OpenEMS {found.Address} is in '{found.Unit}' instead of '{unit}': this version is not understood.");
                }
            }

            return null;
        }
    }
}
