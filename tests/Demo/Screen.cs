using Spectre.Console;

namespace LocalEnergyMarket.Demo;

/// <summary>Where the demonstration is shown.</summary>
static class Screen
{
    const int WidthOfFiles = 180;

    /// <summary>Into a file or a pipe: plain text, and lines as long as they are.</summary>
    public static void Prepare()
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
            AnsiConsole.Profile.Width = WidthOfFiles;
        }
    }
}
