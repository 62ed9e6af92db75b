using System.Globalization;
using LocalEnergyMarket.Hardware.Meters.Devices;

namespace LocalEnergyMarket.Hardware.Meters.Probing;

/// <summary>
/// Judges what was read by a device type: is this how electricity looks? Registers of another type, read as this one's, give a frequency of 10⁻⁴⁰ Hz or
/// voltages of a million. Pure.
/// </summary>
static class Evidence
{
    const decimal MostWh = 100_000_000_000;

    public static IEnumerable<ProbeReason> Of(DeviceType device, IReadOnlyList<MeterDetail> details)
    {
        var answered = details.Count(d => d.Value is not null || d.Text is not null);
        yield return new(ReasonKind.Registers, Registers(device, details, answered), string.Create(CultureInfo.InvariantCulture, $"{answered}/{details.Count}"));

        var numbers = details.Where(d => d.Value is not null).ToDictionary(d => d.Name, d => d.Value!.Value * d.Unit.Thousand, StringComparer.Ordinal);
        foreach (var reason in new[] { Frequency(numbers), Voltage(details), Energy(device, details), Power(numbers) }.OfType<ProbeReason>())
        {
            yield return reason;
        }
    }

    /// <summary>The device's own words against the type.</summary>
    public static ProbeReason? Vendor(DeviceType device, string? says) =>
        says is null || device.Maker.Length == 0 ? null
        : says.Contains(device.Maker, StringComparison.OrdinalIgnoreCase) ? new(ReasonKind.Vendor, 15, says)
        : new(ReasonKind.Vendor, -25, says);

    public static IEnumerable<ProbeReason> Identity(DeviceType device, MeterIdentity identity)
    {
        var checks = device.Identity?.Checks.Where(c => c.Tells == CheckTells.Type).ToList() ?? [];
        if (checks.Count == 0)
        {
            yield break;
        }

        var broken = checks.Where(c => identity.Warnings.Any(w => w.EndsWith(c.Otherwise, StringComparison.Ordinal))).ToList();
        yield return broken.Count > 0
            ? new(ReasonKind.Identity, -70, identity.Model ?? "")
            : identity.Model is { } model ? new(ReasonKind.Identity, 25, model) : new(ReasonKind.Identity, -10, "");
    }

    /// <summary>Counters read a second time may stand or go forward.</summary>
    public static ProbeReason? Counting(IReadOnlyList<MeterValue> before, IReadOnlyList<MeterValue> after)
    {
        var counters = after.Where(v => v.Register != MeterRegister.PowerW && v.Quality != MeterQuality.Missing)
            .Join(before.Where(v => v.Quality != MeterQuality.Missing), v => v.Register, v => v.Register, (v, earlier) => v.Value - earlier.Value).ToList();
        return counters.Count == 0 ? null
            : counters.Exists(d => d is < 0 or > 1_000_000) ? new(ReasonKind.Counting, -30, "")
            : new(ReasonKind.Counting, 3, counters.Sum().ToString(CultureInfo.InvariantCulture));
    }

    static int Registers(DeviceType device, IReadOnlyList<MeterDetail> details, int answered)
    {
        // What is polled must be there; the rest says which of two similar types it is.
        var polled = device.Values.SelectMany(v => v.Terms).Select(t => device.Quantity(t.Quantity)).Where(q => !q.Optional).ToList();
        var there = polled.Count(q => details.Any(d => d.Name == q.Name && d.Value is not null));
        return (polled.Count == 0 ? 0 : 25 * there / polled.Count) + (15 * answered / Math.Max(1, details.Count)) + Math.Min(5, answered / 6);
    }

    static ProbeReason? Frequency(Dictionary<string, decimal> numbers)
    {
        if (!numbers.TryGetValue("frequency", out var hertz) && !numbers.TryGetValue("Hz", out hertz))
        {
            return null;
        }

        var detail = string.Create(CultureInfo.InvariantCulture, $"{Short(hertz)} Hz");
        return hertz is >= 45 and <= 65 ? new(ReasonKind.Frequency, 25, detail) : new(ReasonKind.Frequency, hertz == 0 ? -15 : -45, detail);
    }

    static ProbeReason? Voltage(IReadOnlyList<MeterDetail> details)
    {
        var volts = details.Where(d => d.Unit == MeterUnit.V && d.Name is "voltage_l1" or "voltage_l2" or "voltage_l3" && d.Value is not null).Select(d => d.Value!.Value).ToList();
        if (volts.Count == 0)
        {
            return null;
        }

        var detail = string.Join(" ", volts.Select(v => Short(v))) + " V";
        return volts.Exists(v => v is not (0 or (>= 80 and <= 300))) ? new(ReasonKind.Voltage, -40, detail)
            : volts.TrueForAll(v => v == 0) ? new(ReasonKind.Voltage, -5, detail)
            : new(ReasonKind.Voltage, 15, detail);
    }

    static ProbeReason? Energy(DeviceType device, IReadOnlyList<MeterDetail> details)
    {
        var names = device.Values.Where(v => v.Register != MeterRegister.PowerW).SelectMany(v => v.Terms).Select(t => t.Quantity).ToHashSet(StringComparer.Ordinal);
        var counters = details.Where(d => names.Contains(d.Name) && d.Value is not null).Select(d => d.Value!.Value * d.Unit.Thousand).ToList();
        if (counters.Count == 0)
        {
            return null;
        }

        var detail = string.Join(" ", counters.Select(c => Short(c))) + " Wh";
        return counters.Exists(Absurd) ? new(ReasonKind.Energy, -40, detail)
            : counters.TrueForAll(c => c == 0) ? new(ReasonKind.Energy, 2, detail)
            : new(ReasonKind.Energy, 12, detail);
    }

    static ProbeReason? Power(Dictionary<string, decimal> numbers)
    {
        if (!numbers.TryGetValue("power_active_total", out var watts))
        {
            return null;
        }

        var apparent = 0m;
        foreach (var phase in (ReadOnlySpan<string>)["l1", "l2", "l3"])
        {
            if (numbers.TryGetValue("voltage_" + phase, out var volts) && numbers.TryGetValue("current_" + phase, out var amperes))
            {
                apparent += Math.Abs(volts * amperes);
            }
        }

        var detail = $"{Short(watts)} W";
        return Math.Abs(watts) is > 10_000_000 or (> 0 and < 0.000_001m) ? new(ReasonKind.Power, -30, detail)
            : apparent == 0 ? null
            : Math.Abs(watts) <= (apparent * 1.2m) + 20 ? new(ReasonKind.Power, 8, $"{detail}, {Short(apparent)} VA")
            : new(ReasonKind.Power, -15, $"{detail}, {Short(apparent)} VA");
    }

    // Numbers that are not counters, read as floating point, are mostly far too small or too large.
    static bool Absurd(decimal wh) => wh is < 0 or > MostWh or (> 0 and < 0.000_1m);

    static string Short(decimal number) => Math.Abs(number) is 0 or (>= 0.001m and < 1_000_000_000)
        ? Math.Round(number, 3).ToString("0.###", CultureInfo.InvariantCulture)
        : ((double)number).ToString("0.##E+0", CultureInfo.InvariantCulture);
}
