using System.Globalization;
using LocalEnergyMarket.Edge.Gateway.Control.Limits;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>What must hold of the values before anything is switched.</summary>
public static class ControlOptionsRules
{
    /// <summary>One sentence a mistake, naming the key.</summary>
    public static IEnumerable<string> Mistakes(ControlOptions options, IReadOnlyList<MeterOptions> meters)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new[] { BoxOptionsRules.Range("Control.LinkLossSeconds", options.LinkLossSeconds, 60, 604_800) }.OfType<string>()
            .Concat(options.Plants.SelectMany((plant, i) => Plant(plant, $"Control.Plants[{i}]", meters)))
            .Concat(options.Plants.CountBy(plant => (plant.MeterIndex, plant.Kind)).Where(c => c.Value > 1)
                .Select(c => string.Create(CultureInfo.InvariantCulture, $"Control.Plants: {c.Key.Kind} of the meter {c.Key.MeterIndex} stands {c.Value} times.")))
            .Concat(Lines(options));
    }

    static IEnumerable<string> Plant(PlantOptions plant, string where, IReadOnlyList<MeterOptions> meters)
    {
        if (meters.All(meter => meter.Index != plant.MeterIndex))
        {
            yield return $"{where}.MeterIndex: this box has no meter with the index {plant.MeterIndex}.";
        }

        if (plant.Kind is not ("generation" or "consumption"))
        {
            yield return $"{where}.Kind: '{plant.Kind}' is neither generation nor consumption.";
            yield break;
        }

        var least = plant.Kind == "consumption" ? PlantRule.LeastConsumptionW : 0;
        var floor = plant.FloorW ?? least;
        if (floor < least)
        {
            yield return $"{where}.FloorW: {floor} W is below the {least} W that § 14a EnWG leaves to a controllable device.";
        }

        if (plant.RatedW < floor || plant.RatedW is <= 0 or > PlantRule.MostW)
        {
            yield return $"{where}.RatedW: {plant.RatedW} W must be above the plant's floor of {floor} W and at most {PlantRule.MostW} W.";
        }

        if (plant.OnLinkLoss is not ("hold" or "release" or "limit"))
        {
            yield return $"{where}.OnLinkLoss: '{plant.OnLinkLoss}' is neither hold, release nor limit.";
        }
        else if (plant.OnLinkLoss == "limit" ? plant.FallbackW is not { } fallback || fallback < floor || fallback > plant.RatedW : plant.FallbackW is not null)
        {
            yield return $"{where}.FallbackW: it belongs to OnLinkLoss limit, and lies between {floor} and {plant.RatedW} W.";
        }

        foreach (var mistake in new[]
                 {
                     BoxOptionsRules.Range($"{where}.WritesPerMinute", plant.WritesPerMinute, 1, 60),
                     BoxOptionsRules.Range($"{where}.VerifySeconds", plant.VerifySeconds, 5, 3600),
                 }.OfType<string>().Concat(plant.Relays.Count > 0 ? Relays(plant, where, floor) : Device(plant, where, meters)))
        {
            yield return mistake;
        }
    }

    static IEnumerable<string> Relays(PlantOptions plant, string where, long floor)
    {
        if (plant.Device is not null)
        {
            yield return $"{where}.Device: the plant has relays; give one or the other.";
        }

        if (plant.Relays.All(step => step.LimitW != plant.RatedW))
        {
            yield return $"{where}.Relays: one step must be the plant without a limit, {plant.RatedW} W.";
        }

        foreach (var step in plant.Relays.Where(step => step.LimitW < floor || step.LimitW > plant.RatedW))
        {
            yield return $"{where}.Relays: a step of {step.LimitW} W is not between the floor of {floor} W and {plant.RatedW} W.";
        }

        if (plant.Relays.CountBy(step => string.Join(' ', step.On.Order(StringComparer.Ordinal)), StringComparer.Ordinal).Any(c => c.Value > 1)
            || plant.Relays.CountBy(step => step.LimitW).Any(c => c.Value > 1))
        {
            yield return $"{where}.Relays: two steps are alike.";
        }
    }

    static IEnumerable<string> Device(PlantOptions plant, string where, IReadOnlyList<MeterOptions> meters)
    {
        var device = plant.Device ?? new();
        var line = meters.FirstOrDefault(meter => meter.Index == (device.OnLineOf ?? plant.MeterIndex));
        if (device.Host is null && (line is null || line.Type == BoxOptionsRules.OpenEms))
        {
            yield return $"{where}: without Relays the plant needs a Modbus device: its meter is none, so name its Device with a Host, or with OnLineOf a meter on its line.";
        }

        if (device.Host is not null && (device.OnLineOf is not null || device.Type is null))
        {
            yield return $"{where}.Device: with a Host it needs a Type, and no OnLineOf.";
        }

        foreach (var mistake in new[]
                 {
                     BoxOptionsRules.Range($"{where}.Device.Unit", device.Unit ?? 1, 0, 255),
                     BoxOptionsRules.Range($"{where}.Device.Port", device.Port ?? 502, 1, 65535),
                 }.OfType<string>())
        {
            yield return mistake;
        }
    }

    static IEnumerable<string> Lines(ControlOptions options)
    {
        string[] used =
        [
            .. new[] { options.Led, options.Tamper, options.Button }.OfType<LineOptions>().Select(line => line.Line),
            .. options.Plants.SelectMany(plant => plant.Relays.SelectMany(step => step.On).Distinct(StringComparer.Ordinal)),
        ];
        return used.CountBy(line => line, StringComparer.Ordinal).Where(c => c.Value > 1).Select(c => $"Control: the line {c.Key} is used {c.Value} times.");
    }
}
