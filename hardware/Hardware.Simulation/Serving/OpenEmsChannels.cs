using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>A channel as OpenEMS describes it.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct OpenEmsChannelImage(string Component, string Channel, string Type, string Unit, long? Value);

/// <summary>The channels of an edge at the site: meter0 at the grid, meter1 at the inverter, and their sum.</summary>
static class OpenEmsChannels
{
    const string CumulatedWh = "Wh_Σ";

    public static IEnumerable<OpenEmsChannelImage> Of(PlantSnapshot plant, bool gridMeterSilent)
    {
        var (grid, pv) = (plant[PlantMeter.Grid], plant[PlantMeter.Pv]);
        var (house, battery) = (plant[PlantMeter.Household], plant[PlantMeter.Battery]);

        // A silent meter loses its power but keeps showing its energies (OpenEMS issue 2202).
        yield return new("meter0", "ActivePower", "INTEGER", "W", gridMeterSilent ? null : -grid.PowerW);
        yield return new("meter0", "ActiveProductionEnergy", "LONG", CumulatedWh, grid.ImportWh);
        yield return new("meter0", "ActiveConsumptionEnergy", "LONG", CumulatedWh, grid.ExportWh);
        yield return new("meter0", "ModbusCommunicationFailed", "BOOLEAN", "", gridMeterSilent ? 1 : 0);
        yield return new("meter1", "ActivePower", "INTEGER", "W", pv.PowerW);
        yield return new("meter1", "ActiveProductionEnergy", "LONG", CumulatedWh, pv.ExportWh);
        yield return new("meter1", "ActiveConsumptionEnergy", "LONG", CumulatedWh, pv.ImportWh);
        yield return new("meter1", "ModbusCommunicationFailed", "BOOLEAN", "", 0);
        yield return new("_sum", "GridActivePower", "INTEGER", "W", gridMeterSilent ? null : -grid.PowerW);
        yield return new("_sum", "GridBuyActiveEnergy", "LONG", CumulatedWh, grid.ImportWh);
        yield return new("_sum", "GridSellActiveEnergy", "LONG", CumulatedWh, grid.ExportWh);
        yield return new("_sum", "ProductionActivePower", "INTEGER", "W", pv.PowerW);
        yield return new("_sum", "ProductionActiveEnergy", "LONG", CumulatedWh, pv.ExportWh);
        yield return new("_sum", "ConsumptionActivePower", "INTEGER", "W", -house.PowerW);
        yield return new("_sum", "ConsumptionActiveEnergy", "LONG", CumulatedWh, house.ImportWh);
        yield return new("_sum", "EssSoc", "INTEGER", "%", plant.ChargePercent);
        yield return new("_sum", "EssDischargePower", "INTEGER", "W", battery.PowerW);
        yield return new("_sum", "EssActiveChargeEnergy", "LONG", CumulatedWh, battery.ImportWh);
        yield return new("_sum", "EssActiveDischargeEnergy", "LONG", CumulatedWh, battery.ExportWh);
    }
}
