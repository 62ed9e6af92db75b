using LocalEnergyMarket.Interop.Tests.Wire;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Interop.Tests.Programs;

/// <summary>What a peer's client says of a case, and what was on the wire meanwhile.</summary>
/// <param name="Error">What was not as the case demands; null: passed.</param>
sealed record CaseResult(string? Error, IReadOnlyList<bool> Requests, IReadOnlyList<bool> Responses);

/// <summary>A peer that calls: all cases in one run of its program, each over connections of its own.</summary>
static class PeerClient
{
    public static async Task<IReadOnlyDictionary<string, CaseResult>> RunAsync(string[] command, int serverPort, IEnumerable<string> cases)
    {
        var taps = cases.ToDictionary(name => name, _ => new WireTap(serverPort), StringComparer.Ordinal);
        try
        {
            var output = await CommandLine.RunAsync([.. command, "client", .. taps.Select(tap => $"{tap.Key}@{tap.Value.Port}")], CancellationToken.None);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(
                line => line[0],
                line => new CaseResult(line is [_, "passed"] ? null : string.Join(' ', line[1..]), taps[line[0]].Requests, taps[line[0]].Responses),
                StringComparer.Ordinal);
        }
        finally
        {
            foreach (var tap in taps.Values)
            {
                await tap.DisposeAsync();
            }
        }
    }
}
