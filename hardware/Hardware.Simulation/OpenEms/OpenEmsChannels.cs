using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Simulation.Faults;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.OpenEms;

/// <summary>A channel as OpenEMS describes it.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct OpenEmsChannelImage(string Component, string Channel, string Type, string Unit, long? Value);

/// <summary>The channels of an edge: those of its meters, and the sums over the site.</summary>
static class OpenEmsChannels
{
    const string CumulatedWh = "Wh_Σ";

    public static IEnumerable<OpenEmsChannelImage> Of(SimulatedEdge edge, Plant plant, DateTimeOffset now, Func<SimulatedComponent, FaultScope> faults)
    {
        var images = edge.Components.Select(c => new ComponentImage(c, plant, now, faults(c))).ToList();
        return images.SelectMany(Meter).Concat(Sums(plant, now, images));
    }

    static IEnumerable<OpenEmsChannelImage> Meter(ComponentImage image)
    {
        var id = image.Component.Id;
        // The integral of positive power is called production whatever is measured; positive is production at a generator and drawing elsewhere.
        var (production, consumption) = image.PlusIsExport ? (image.Old.ExportWh, image.Old.ImportWh) : (image.Old.ImportWh, image.Old.ExportWh);
        yield return Integer("ActivePower", "W", image.Power?.PowerW * image.Sign);
        yield return Integer("ReactivePower", "var", image.Power?.Phases.ReactiveVar.Total * image.Sign);
        yield return Integer("Voltage", "mV", image.Power?.Phases.Millivolt.Total / 3);
        yield return Integer("Current", "mA", image.Power?.Phases.Milliampere.Total);
        yield return Integer("Frequency", "mHz", image.Power?.Phases.Millihertz);
        for (var phase = 1; phase <= 3; phase++)
        {
            yield return Integer($"ActivePowerL{phase}", "W", image.Power?.Phases.PowerW[phase] * image.Sign);
            yield return Integer($"VoltageL{phase}", "mV", image.Power?.Phases.Millivolt[phase]);
            yield return Integer($"CurrentL{phase}", "mA", image.Power?.Phases.Milliampere[phase]);
        }

        yield return new(id, "ActiveProductionEnergy", "LONG", CumulatedWh, production);
        yield return new(id, "ActiveConsumptionEnergy", "LONG", CumulatedWh, consumption);
        yield return new(id, "ModbusCommunicationFailed", "BOOLEAN", "", image.Raised ? 1 : 0);

        OpenEmsChannelImage Integer(string channel, string unit, long? value) => new(id, channel, "INTEGER", unit, value);
    }

    /// <summary>A sum has what its meters still say: without a grid meter there is no power at the grid, and its energies stand still with it.</summary>
    static IEnumerable<OpenEmsChannelImage> Sums(Plant plant, DateTimeOffset now, List<ComponentImage> images)
    {
        var (grid, pv, house, battery) = (Of(PlantMeter.Grid), Of(PlantMeter.Pv), Of(PlantMeter.Household), Of(PlantMeter.Battery));
        yield return Watts("GridActivePower", -grid.Power?.PowerW);
        yield return Wh("GridBuyActiveEnergy", grid.Old.ImportWh);
        yield return Wh("GridSellActiveEnergy", grid.Old.ExportWh);
        yield return Watts("ProductionActivePower", pv.Power?.PowerW);
        yield return Wh("ProductionActiveEnergy", pv.Old.ExportWh);
        yield return Watts("ConsumptionActivePower", -house.Power?.PowerW);
        yield return Wh("ConsumptionActiveEnergy", house.Old.ImportWh);
        yield return new("_sum", "EssSoc", "INTEGER", "%", plant.At(now).ChargePercent);
        yield return Watts("EssActivePower", battery.Power?.PowerW);
        yield return Watts("EssDischargePower", battery.Power?.PowerW);
        yield return Wh("EssActiveChargeEnergy", battery.Old.ImportWh);
        yield return Wh("EssActiveDischargeEnergy", battery.Old.ExportWh);
        yield return new("_sum", "GridMode", "INTEGER", "", 1);

        ComponentImage Of(PlantMeter meter) =>
            images.Find(image => image.Component.Measures == meter) is { } found ? found : new(new("", meter, ""), plant, now, FaultScope.None);

        static OpenEmsChannelImage Watts(string channel, long? value) => new("_sum", channel, "INTEGER", "W", value);

        static OpenEmsChannelImage Wh(string channel, long value) => new("_sum", channel, "LONG", CumulatedWh, value);
    }
}
