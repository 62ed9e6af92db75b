namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>What must hold of what is said of a Modbus device besides its line.</summary>
static class MeterDeviceRules
{
    public static IEnumerable<string> Mistakes(MeterOptions meter, string where)
    {
        var sunSpec = meter.Type == BoxOptionsRules.SunSpec;
        if (sunSpec && meter.Role is not ("grid" or "production" or "consumption"))
        {
            yield return $"{where}.Role: '{meter.Role}' is neither grid, production nor consumption.";
        }

        if (!sunSpec && (meter.Model is not null || meter.Instance != 1))
        {
            yield return $"{where}.Model: model and instance are for meters of the type sunspec.";
        }

        if (sunSpec && meter.Words is not null)
        {
            yield return $"{where}.Words: SunSpec has one order of words; leave it out.";
        }

        if (meter.Words is not (null or "big" or "little"))
        {
            yield return $"{where}.Words: '{meter.Words}' is neither big nor little.";
        }

        if (meter.DeviceSerial is { } serial && string.IsNullOrWhiteSpace(serial))
        {
            yield return $"{where}.DeviceSerial: it is empty; leave it out if the device's own number does not matter.";
        }

        foreach (var mistake in new[]
                 {
                     BoxOptionsRules.Range($"{where}.Model", meter.Model ?? 203, 1, 65534),
                     BoxOptionsRules.Range($"{where}.Instance", meter.Instance, 1, 100),
                 }.OfType<string>())
        {
            yield return mistake;
        }
    }
}
