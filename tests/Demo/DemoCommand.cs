using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LocalEnergyMarket.Demo;

/// <summary>The command line of <c>./lem demo</c>.</summary>
static class DemoCommand
{
    const int Failed = 1;

    static readonly Option<string> State = new("--state") { Description = "Folder for all state; what is in it is removed.", DefaultValueFactory = _ => ".run" };
    static readonly Option<string?> From = new("--from") { Description = "Folder that relative paths of the other options refer to.", Hidden = true };
    static readonly Option<bool> Stay = new("--stay") { Description = "Keeps everything running at the end, until Ctrl-C or ./lem down." };
    static readonly Option<int> Factor = new("--factor") { Description = "Market seconds in a real second.", DefaultValueFactory = _ => 60, CustomParser = Number };
    static readonly Option<int> Port = new("--port") { Description = "The portal's port.", DefaultValueFactory = _ => 8444, CustomParser = Number };
    static readonly Option<bool> NoPortal = new("--no-portal") { Description = "Does without the portal." };
    static readonly Option<string?> PvCsv = new("--pv-csv") { Description = "Recorded PV output: unix seconds, power per kWp." };
    static readonly Option<string?> HouseholdCsv = new("--household-csv") { Description = "Recorded load of the household: unix seconds, W." };

    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("One quarter hour through the whole local energy market: real processes, an accelerated market clock.")
        {
            State, From, Stay, Factor, Port, NoPortal, PvCsv, HouseholdCsv,
        };
        command.SetAction((given, _) => RunAsync(given));
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return await FailAsync($"{parsed.Errors[0].Message.TrimEnd('.')}: ./lem demo --help lists the options.");
        }

        // Signals are the demonstration's own: it stops its parts in order.
        return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = null });
    }

    static async Task<int> RunAsync(ParseResult given)
    {
        var from = given.GetValue(From) ?? Directory.GetCurrentDirectory();
        var options = new DemoOptions(
            Path.GetFullPath(given.GetRequiredValue(State), from), given.GetValue(Factor), given.GetValue(Port), !given.GetValue(NoPortal), given.GetValue(Stay),
            FullPath(given.GetValue(PvCsv), from), FullPath(given.GetValue(HouseholdCsv), from));
        try
        {
            using var run = new DemoRun(options, options.Check());
            return await run.RunAsync();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(e.Message);
        }
    }

    static int Number(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            argument.AddError($"{((OptionResult)argument.Parent!).Option.Name} {text} is not a whole number");
        }

        return number;
    }

    static string? FullPath(string? path, string from) => path is null ? null : Path.GetFullPath(path, from);

    static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync($"lem demo: {message.ReplaceLineEndings(" ")}");
        return Failed;
    }
}
