using System.Globalization;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Simulation.Plants;

namespace LocalEnergyMarket.Hardware.Simulation.Serving;

/// <summary>What each quantity of a device file is at a meter, by the name that the files have for it.</summary>
/// <param name="device">Its sign convention is that of its files: what our power takes with factor -1 is positive when drawing.</param>
/// <param name="serial">The serial number on the plate.</param>
sealed class QuantityTruth(DeviceType device, string serial)
{
    /// <summary>What a second tariff has counted and keeps: who reads the first alone is wrong by this.</summary>
    const decimal SecondTariffWh = 4_321;

    const decimal Wh = MeterTruth.MillijoulesPerWh;

    readonly int _sign = device.Values.Where(v => v.Register == MeterRegister.PowerW).SelectMany(v => v.Terms).Select(t => t.Factor).FirstOrDefault(1);

    /// <summary>In W, Wh, V, A, VA, var, Hz, or without a unit; the quantity's own scale and thousands are the encoder's matter.</summary>
    public decimal Number(string name, MeterTruth truth)
    {
        var phases = truth.Phases;
        var phase = name[^2..] is ['l', >= '1' and <= '3'] ? name[^1] - '0' : 0;
        var kind = phase == 0 ? name : name[..^3];
        return kind switch
        {
            "voltage" => phases.Millivolt[phase] / 1000m,
            "voltage_ll" => Between(phases.Millivolt[phase], phases.Millivolt[(phase % 3) + 1]) / 1000m,
            "voltage_ln_avg" => phases.Millivolt.Total / 3000m,
            "current" => phases.Milliampere[phase] / 1000m,
            "current_sum" => phases.Milliampere.Total / 1000m,
            "power_active" => _sign * phases.PowerW[phase],
            "power_active_total" or "power_inverter_total" => _sign * truth.PowerW,
            "power_active_import" => Math.Max(-phases.PowerW[phase], 0),
            "power_active_export" => Math.Max(phases.PowerW[phase], 0),
            "power_active_import_total" => Math.Max(-truth.PowerW, 0),
            "power_active_export_total" => Math.Max(truth.PowerW, 0),
            "power_apparent" => phases.ApparentVa[phase],
            "power_apparent_total" => phases.ApparentVa.Total,
            "power_apparent_pos_total" => truth.PowerW < 0 ? phases.ApparentVa.Total : 0,
            "power_apparent_neg_total" => truth.PowerW > 0 ? phases.ApparentVa.Total : 0,
            "power_reactive" => _sign * phases.ReactiveVar[phase],
            "power_reactive_total" => _sign * phases.ReactiveVar.Total,
            "power_reactive_pos_total" => Math.Max(-phases.ReactiveVar.Total, 0),
            "power_reactive_neg_total" => Math.Max(phases.ReactiveVar.Total, 0),
            "power_factor" => _sign * Factor(phases.PowerW[phase], phases.ApparentVa[phase]),
            "power_factor_total" => _sign * Factor(truth.PowerW, phases.ApparentVa.Total),
            "power_max_ac" => 10_000,
            "frequency" => phases.Millihertz / 1000m,
            _ => Energy(kind, phase, truth) ?? Identity(name),
        };
    }

    /// <summary>What a quantity that holds a text says.</summary>
    public string Text(string name) => Check(name) is { BeginsWith: [var first, ..] } ? first : string.Equals(name, device.Identity?.Serial, StringComparison.Ordinal) ? serial : "simulated";

    static decimal? Energy(string kind, int phase, MeterTruth truth)
    {
        var import = (phase == 0 ? truth.ImportMillijoules : truth.Phases.ImportMillijoules[phase]) / Wh;
        var export = (phase == 0 ? truth.ExportMillijoules : truth.Phases.ExportMillijoules[phase]) / Wh;
        return kind switch
        {
            "energy_active_import" => import,
            "energy_active_export" or "energy_active_production" or "energy_active_production_32" => export,
            "energy_active_import_tariff1" => import - Math.Min(import, SecondTariffWh),
            "energy_active_export_tariff1" => export - Math.Min(export, SecondTariffWh),
            "energy_active_import_tariff2" => Math.Min(import, SecondTariffWh),
            "energy_active_export_tariff2" => Math.Min(export, SecondTariffWh),
            "energy_active_sum" => import + export,
            "energy_active_net" => import - export,
            // Somebody has set it to zero: who takes it for the counter is found out.
            "energy_active_import_partial_resettable" => import % 1_000_000,
            "energy_pv_dc_total" => export * 1.04m,
            "energy_reactive_import" => import / 5,
            "energy_reactive_export" => export / 5,
            _ => null,
        };
    }

    decimal Identity(string name) =>
        Check(name) is { } check ? check.Min ?? check.Max ?? 0
        : string.Equals(name, device.Identity?.Serial, StringComparison.Ordinal)
            && decimal.TryParse(serial.Where(char.IsAsciiDigit).TakeLast(9).ToArray(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : 0;

    DeviceCheck? Check(string name) => device.Identity?.Checks.FirstOrDefault(c => string.Equals(c.Quantity, name, StringComparison.Ordinal));

    /// <summary>Between two phases, 120 degrees apart.</summary>
    static decimal Between(long a, long b) => (decimal)Math.Round(Math.Sqrt((a * a) + (b * b) + (a * b)));

    static decimal Factor(long watts, long voltAmperes) => voltAmperes == 0 ? 1 : Math.Clamp(Math.Round((decimal)watts / voltAmperes, 3), -1, 1);
}
