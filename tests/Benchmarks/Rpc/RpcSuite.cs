using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Benchmarks.Rpc;

/// <summary>`./lem bench rpc`: calls, streams, batches and held streams in C# and, in the same run, in C++ (Debian's gRPC).</summary>
static class RpcSuite
{
    const int Rounds = 3;

    static readonly TimeSpan Time = TimeSpan.FromSeconds(1.5);

    static readonly (string Name, Func<CallLoad, Peers, Task<double>> CSharp, Func<Peers, string[]> Cpp, int Scale)[] Cases =
    [
        ("unary, 1 at a time", (load, _) => load.AskAsync(1), _ => ["ask1"], 1),
        ("unary, 64 at a time", (load, _) => load.AskAsync(64), _ => ["ask64"], 1),
        ("stream of 120-byte messages", (load, _) => load.SendAsync(), _ => ["send"], 1),
        ("round trip on an open stream", (load, _) => load.EchoAsync(), _ => ["echo"], 1),
        ("readings, batches of 100", (load, peers) => load.BatchesAsync(File.ReadAllBytes(peers.Hundred)), peers => ["batches", peers.Hundred], 100),
        ("readings, batches of 1,000", (load, peers) => load.BatchesAsync(File.ReadAllBytes(peers.Thousand)), peers => ["batches", peers.Thousand], 1_000),
    ];

    /// <summary>What can be asked for, each in the order in which it is run.</summary>
    static readonly (string Name, Func<Peers, TextWriter, Task> Run)[] Parts =
        [("rpc.speed", SpeedAsync), ("rpc.decoding", DecodingAsync), ("rpc.memory", (peers, output) => MemoryAsync(peers, output, own: false)), ("rpc.tls-memory", (peers, output) => MemoryAsync(peers, output, own: true))];

    /// <summary>Whether a word is in the name of a part.</summary>
    public static bool Has(string word) => Array.Exists(Parts, part => part.Name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <param name="words">Parts whose name contains one of them are run; none runs all.</param>
    /// <param name="output">Where the figures go.</param>
    public static async Task RunAsync(string[] words, TextWriter output)
    {
        var peers = new Peers();
        foreach (var (name, run) in Parts)
        {
            if (words.Length == 0 || words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                var before = Load();
                await run(peers, output);
                await output.WriteLineAsync($"  {name}: load of the machine {before} before, {Load()} after");
            }
        }
    }

    static async Task SpeedAsync(Peers peers, TextWriter output)
    {
        using var server = peers.CSharpServer();
        using var cpp = peers.CppServer();
        using var load = new CallLoad(server.PlainPort, Time);
        await output.WriteLineAsync($"\n{"a second",-34}{"C#",14}{"C++",14}{"C# : C++",12}");
        foreach (var (name, inCSharp, inCpp, scale) in Cases)
        {
            // The first round makes both sides warm.
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var round = 0; round <= Rounds; round++)
            {
                ours.Add(await inCSharp(load, peers) * scale);
                theirs.Add(peers.CppClient(cpp.PlainPort, Time, inCpp(peers)) * scale);
            }

            await WriteAsync(output, name, Median(ours), Median(theirs));
        }
    }

    static async Task DecodingAsync(Peers peers, TextWriter output)
    {
        await output.WriteLineAsync($"\n{"a second of a core",-34}{"C#",14}{"C++",14}{"C# : C++",12}");
        await WriteAsync(output, "readings, batches of 100", peers.Decode(cpp: false, Time, peers.Hundred), peers.Decode(cpp: true, Time, peers.Hundred));
        await WriteAsync(output, "readings, batches of 1,000", peers.Decode(cpp: false, Time, peers.Thousand), peers.Decode(cpp: true, Time, peers.Thousand));
    }

    static async Task MemoryAsync(Peers peers, TextWriter output, bool own)
    {
        await output.WriteLineAsync($"\n{"KB a held box stream",-34}{"C# managed",14}{"C# resident",14}{"C++ resident",14}{"C# : C++",12}");
        using var certificate = own ? X509CertificateLoader.LoadCertificateFromFile(peers.Certificate) : null;
        var ofCSharp = await new HeldMemory(peers.CSharpServer, certificate, own ? 1 : 100).MeasureAsync(managed: true);
        var ofCpp = await new HeldMemory(peers.CppServer, certificate, own ? 1 : 100).MeasureAsync(managed: false);
        foreach (var ((streams, managed, ours), (_, _, theirs)) in ofCSharp.Zip(ofCpp))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{streams:N0}, {(own ? "each its own TLS" : "100 a connection")}");
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{name,-34}{managed / 1000,14:N1}{ours / 1000,14:N1}{theirs / 1000,14:N1}{ours / theirs,12:N2}"));
        }
    }

    static Task WriteAsync(TextWriter output, string name, double ours, double theirs) => output.WriteLineAsync(
        string.Create(CultureInfo.InvariantCulture, $"{name,-34}{Figures.Count(ours),14}{Figures.Count(theirs),14}{ours / theirs,12:N2}"));

    static double Median(List<double> rounds)
    {
        var measured = rounds.Skip(1).Order().ToList();
        return measured[measured.Count / 2];
    }

    static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
