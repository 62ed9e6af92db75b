using System.Globalization;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>What must hold of the values before anything is started.</summary>
public static class BoxOptionsRules
{
    public const string OpenEms = "openems";

    public const string SunSpec = "sunspec";

    /// <summary>What is said of a box without meters.</summary>
    public const string NoMeters = "Meters: give at least one.";

    /// <summary>One sentence a mistake, naming the key.</summary>
    public static IEnumerable<string> Mistakes(BoxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Box(options)
            .Concat(JournalOptionsRules.Mistakes(options.Journal))
            .Concat(options.Local is { } local ? LocalOptionsRules.Mistakes(local) : [])
            .Concat(options.Updates is { } updates ? LocalOptionsRules.Mistakes(updates) : [])
            .Concat(options.Control is { } control ? ControlOptionsRules.Mistakes(control, options.Meters) : [])
            .Concat(options.Chain is { } chain ? ChainOptionsRules.Mistakes(chain) : []).Concat(options.Meters.SelectMany((meter, i) => Meter(meter, $"Meters[{i}]"))).Concat(Doubles(options.Meters)).Concat(MeterLineRules.Contradictions(options.Meters));
    }

    static IEnumerable<string> Box(BoxOptions options)
    {
        string? clock = null;
        try
        {
            MarketClock.Parse(options.Clock);
        }
        catch (FormatException e)
        {
            clock = $"Clock: {e.Message}";
        }

        if (clock is not null)
        {
            yield return clock;
        }

        if (options.Backends.Count == 0)
        {
            yield return "Backends: give at least one, for example https://backend.example:8443.";
        }

        foreach (var backend in options.Backends)
        {
            if (!Uri.TryCreate(backend, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
            {
                yield return $"Backends: '{backend}' is not an https URL.";
            }
        }

        if (options.Proxy is not null && (!Uri.TryCreate(options.Proxy, UriKind.Absolute, out var proxy) || proxy.Scheme is not ("socks5" or "http") || proxy.Port <= 0))
        {
            yield return $"Proxy: '{options.Proxy}' is not a proxy such as socks5://user@192.168.1.1:1080.";
        }
        else if (options.Proxy is not null && new Uri(options.Proxy).UserInfo.Contains(':', StringComparison.Ordinal))
        {
            yield return "Proxy: the password does not belong here; name a file with it as ProxyPasswordFile.";
        }

        if (options.Meters.Count == 0)
        {
            yield return NoMeters;
        }

        foreach (var mistake in new[]
                 {
                     Range("BatchSeconds", options.BatchSeconds, 1, 3600),
                     Range("Window", options.Window, 1, 100),
                     Range("KeepDays", options.KeepDays, 0, 3650),
                 }.OfType<string>())
        {
            yield return mistake;
        }
    }

    static IEnumerable<string> Meter(MeterOptions meter, string where)
    {
        if (string.IsNullOrWhiteSpace(meter.Serial))
        {
            yield return $"{where}.Serial: it is empty.";
        }

        var openEms = meter.Type == OpenEms;
        if (openEms && (!Uri.TryCreate(meter.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
        {
            yield return $"{where}.Url: an OpenEMS edge needs its REST address, for example http://127.0.0.1:8084.";
        }

        if (openEms && string.IsNullOrWhiteSpace(meter.Component))
        {
            yield return $"{where}.Component: an OpenEMS edge needs the component's id, for example meter0.";
        }

        if (openEms && meter.Role is not ("grid" or "production" or "consumption"))
        {
            yield return $"{where}.Role: '{meter.Role}' is neither grid, production nor consumption.";
        }

        foreach (var mistake in new[]
                 {
                     Range($"{where}.Index", meter.Index, 1, 255),
                     Range($"{where}.PollSeconds", meter.PollSeconds, 1, Timeslot.Seconds),
                 }.OfType<string>().Concat(openEms ? [] : MeterLineRules.Mistakes(meter, where).Concat(MeterDeviceRules.Mistakes(meter, where))))
        {
            yield return mistake;
        }
    }

    static IEnumerable<string> Doubles(IReadOnlyList<MeterOptions> meters) =>
        meters.CountBy(m => m.Index).Where(c => c.Value > 1).Select(c => string.Create(CultureInfo.InvariantCulture, $"Meters: the index {c.Key} is used {c.Value} times."))
            .Concat(meters.CountBy(m => m.Serial, StringComparer.Ordinal).Where(c => c.Value > 1).Select(c => $"Meters: the serial number '{c.Key}' stands twice."));

    internal static string? Range(string key, int value, int min, int max) => value >= min && value <= max
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{key}: {value} is not between {min} and {max}.");
}
