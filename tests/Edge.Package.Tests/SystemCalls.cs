using System.Text.RegularExpressions;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Package.Tests;

/// <summary>What system calls a unit leaves to its program, as systemd itself expands the groups (systemd.exec(5), SystemCallFilter).</summary>
static partial class SystemCalls
{
    public static async Task<IReadOnlySet<string>> AllowedByAsync(string unit, CancellationToken cancellation)
    {
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        // Where calls are named that are allowed, these are besides.
        await foreach (var call in ExpandAsync("@default", cancellation))
        {
            allowed.Add(call);
        }

        foreach (var line in (await File.ReadAllLinesAsync(unit, cancellation)).Where(line => line.StartsWith("SystemCallFilter=", StringComparison.Ordinal)))
        {
            var value = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
            foreach (var word in value.TrimStart('~').Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                await foreach (var call in ExpandAsync(word, cancellation))
                {
                    _ = value.StartsWith('~') ? allowed.Remove(call) : allowed.Add(call);
                }
            }
        }

        return allowed;
    }

    /// <summary>The calls in what strace wrote (-f): the process, then the call with its arguments.</summary>
    public static IEnumerable<(string Call, string Line)> In(IEnumerable<string> trace) =>
        trace.Select(line => (Match: Call().Match(line), line)).Where(found => found.Match.Success).Select(found => (found.Match.Groups["call"].Value, found.line));

    static async IAsyncEnumerable<string> ExpandAsync(string word, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!word.StartsWith('@'))
        {
            yield return word;
            yield break;
        }

        var group = await CommandLine.RunAsync(["systemd-analyze", "syscall-filter", word, "--no-pager"], cancellation);
        foreach (var member in group.Split('\n').Skip(1).Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            await foreach (var call in ExpandAsync(member, cancellation))
            {
                yield return call;
            }
        }
    }

    [GeneratedRegex(@"^\d+\s+(?<call>[a-z_0-9]+)\(", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Call();
}
