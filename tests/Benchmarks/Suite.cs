using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace LocalEnergyMarket.Benchmarks;

/// <summary>Chooses benchmarks by words, runs them and prints one line each.</summary>
static class Suite
{
    static readonly (Type Type, string Note)[] Classes =
    [
        (typeof(MarketBenchmarks), MarketBenchmarks.Note),
        (typeof(EvidenceBenchmarks), EvidenceBenchmarks.Note),
        (typeof(WireBenchmarks), WireBenchmarks.Note),
        (typeof(ChainBenchmarks), ChainBenchmarks.Note),
        (typeof(JournalBenchmarks), JournalBenchmarks.Note),
    ];

    /// <param name="words">Benchmarks whose name contains one of them are run; none runs all.</param>
    /// <returns>0; 1 if nothing is called so, or a benchmark failed.</returns>
    public static int Run(string[] words, TextWriter output, TextWriter errors)
    {
        var names = (from chosen in Classes from method in Methods(chosen.Type) select Name(chosen.Type, method)).ToList();
        var unknown = words.Where(word => !names.Exists(name => Contains(name, word))).ToList();
        if (unknown.Count > 0)
        {
            errors.WriteLine($"No benchmark has '{string.Join("', '", unknown)}' in its name. There are:");
            names.ForEach(errors.WriteLine);
            return 1;
        }

        output.WriteLine($"{"",-28}{"an operation",16}{"a second",16}{"allocated",14}");
        var failed = 0;
        foreach (var (type, note) in Classes)
        {
            var chosen = Methods(type).Where(method => words.Length == 0 || words.Any(word => Contains(Name(type, method), word))).ToArray();
            if (chosen.Length == 0)
            {
                continue;
            }

            if (Run(type, chosen, output, errors))
            {
                output.WriteLine("  " + note);
            }
            else
            {
                failed++;
            }
        }

        return failed == 0 ? 0 : 1;
    }

    static bool Run(Type type, MethodInfo[] methods, TextWriter output, TextWriter errors)
    {
        // In this process: BenchmarkDotNet would otherwise generate and build a project of its own, which has no part in our lock files.
        var log = new AccumulationLogger();
        var config = new ManualConfig()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                .WithWarmupCount(2).WithIterationCount(5).WithIterationTime(TimeInterval.FromMilliseconds(200)))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(log)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "logs"))
            .WithUnionRule(ConfigUnionRule.AlwaysUseLocal);
        var summary = BenchmarkRunner.Run(type, methods, config);
        foreach (var report in summary.Reports.Where(report => report.Success && report.ResultStatistics is not null))
        {
            output.WriteLine(Figures.Line(Name(type, report.BenchmarkCase.Descriptor.WorkloadMethod), report));
        }

        if (summary.Reports.Length == methods.Length && summary.Reports.All(report => report.Success && report.ResultStatistics is not null))
        {
            return true;
        }

        errors.WriteLine(log.GetLog());
        return false;
    }

    static IEnumerable<MethodInfo> Methods(Type type) =>
        type.GetMethods().Where(method => method.GetCustomAttribute<BenchmarkDotNet.Attributes.BenchmarkAttribute>() is not null);

    static string Name(Type type, MethodInfo method) => $"{type.Name.Replace("Benchmarks", "", StringComparison.Ordinal)}.{method.Name}";

    static bool Contains(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
}
