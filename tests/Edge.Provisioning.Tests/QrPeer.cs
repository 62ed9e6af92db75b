using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

/// <summary>Reads the QR code of a page with zbar, which we did not write.</summary>
static partial class QrPeer
{
    const int PixelsAModule = 6;

    public static async Task<string> DecodeAsync(string page, string picture, CancellationToken cancellation)
    {
        var size = int.Parse(ViewBox().Match(page).Groups["size"].ValueSpan, CultureInfo.InvariantCulture);
        var dark = new bool[size, size];
        foreach (Match run in Run().Matches(page))
        {
            var (x, y, length) = (Number(run, "x"), Number(run, "y"), Number(run, "length"));
            for (var i = x; i < x + length; i++)
            {
                dark[i, y] = true;
            }
        }

        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"P1\n{size * PixelsAModule} {size * PixelsAModule}\n"));
        for (var y = 0; y < size * PixelsAModule; y++)
        {
            for (var x = 0; x < size * PixelsAModule; x++)
            {
                text.Append(dark[x / PixelsAModule, y / PixelsAModule] ? "1 " : "0 ");
            }

            text.Append('\n');
        }

        await File.WriteAllTextAsync(picture, text.ToString(), cancellation);
        return (await CommandLine.RunAsync(["zbarimg", "--raw", "--quiet", picture], cancellation)).Trim();
    }

    static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("viewBox=\"0 0 (?<size>[0-9]+) ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ViewBox();

    [GeneratedRegex("M(?<x>[0-9]+) (?<y>[0-9]+)h(?<length>[0-9]+)v1", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Run();
}
