using System.Diagnostics;
using System.Globalization;
using LocalEnergyMarket.MainJob;
using Spectre.Console;

namespace LocalEnergyMarket.Demo;

/// <summary>Shows each step when it begins and what came of it.</summary>
sealed class Show : IProgress<StepReport>
{
    readonly Stopwatch _watch = Stopwatch.StartNew();

    public void Report(StepReport value)
    {
        if (value.Detail is { } detail)
        {
            End(detail);
        }
        else
        {
            Begin(string.Create(CultureInfo.InvariantCulture, $"{value.Number}/{value.Count} {value.Name}"));
        }
    }

    public void Begin(string what) => AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{Elapsed}[/] [bold]{what}[/]");

    public void End(string detail) => AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{Elapsed}[/]   [green]✓[/] {detail}");

    string Elapsed => string.Create(CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds,5:0.0} s");
}
