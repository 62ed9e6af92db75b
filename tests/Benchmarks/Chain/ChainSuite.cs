using System.Globalization;
using LocalEnergyMarket.Contracts.Deploy;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Benchmarks.Chain;

/// <summary>`./lem bench chain`: what the embedded chain takes a second, and how long an anchor takes to be irreversible.</summary>
static class ChainSuite
{
    const int Round = 400;
    const int ActionsATransaction = 20;
    const int AtOnce = 16;
    const uint Slot = 900;

    static readonly Name Market = Name.Parse("bench");
    static readonly TimeSpan BetweenAnchors = TimeSpan.FromMilliseconds(137);

    public static bool Has(string word) => "chain".Contains(word, StringComparison.OrdinalIgnoreCase) && word.Length > 2;

    public static async Task RunAsync(TextWriter output)
    {
        var before = Load();
        await using var bench = await BenchChain.StartAsync();
        var next = 1u;
        await output.WriteLineAsync($"\n{"the embedded chain with the contract",-44}{"a second",14}");
        PackedTransaction[] events = [.. Numbers(Round).Select(id => bench.ByOperator(DeploymentPlan.DefaultTrigger, new SendData(id, BenchChain.Box, 1)))];
        await WriteAsync("senddata, in process", events.Length, () => Push(bench, events));
        PackedTransaction[] reports = [.. Numbers(Round).Select(id => bench.ByBox(Report.OnEvent(BenchChain.Box, id, Checksum256.Hash(BitConverter.GetBytes(id)))))];
        await WriteAsync("report signed with R1, in process", reports.Length, () => Push(bench, reports));
        PackedTransaction[] anchors = [.. Enumerable.Range(0, Round).Select(_ => bench.ByOperator(DeploymentPlan.DefaultOperator, Anchor()))];
        await WriteAsync("anchor, in process", anchors.Length, () => Push(bench, anchors));
        PackedTransaction[] bundles =
            [.. Enumerable.Range(0, Round / 4).Select(_ => bench.ByOperator(DeploymentPlan.DefaultOperator, Enumerable.Range(0, ActionsATransaction).Select(_ => Anchor())))];
        await WriteAsync($"anchors, {ActionsATransaction} a transaction, in process", bundles.Length * ActionsATransaction, () => Push(bench, bundles));
        PackedTransaction[] checks = [.. Numbers(8).Select(bench.Check)];
        await WriteAsync("R1 checks in a contract (assert_recover_key)", checks.Length * RecoverModule.Checks, () => Push(bench, checks));

        PackedTransaction[] mix = [.. Numbers(Round / 2).SelectMany(number => new[]
        {
            bench.ByOperator(DeploymentPlan.DefaultTrigger, new SendData(Round + number, BenchChain.Box, 1)),
            bench.ByBox(Report.OnEvent(BenchChain.Box, Round + number, default)), bench.ByOperator(DeploymentPlan.DefaultOperator, Anchor()),
        })];
        await WriteAsync("senddata, report, anchor over HTTP, one by one", mix.Length, async () =>
        {
            foreach (var transaction in mix)
            {
                await bench.Http.SendTransaction(transaction);
            }
        });
        PackedTransaction[] many = [.. Enumerable.Range(0, Round).Select(_ => bench.ByOperator(DeploymentPlan.DefaultOperator, Anchor()))];
        await WriteAsync($"anchor over HTTP, {AtOnce} at once", many.Length, () => Parallel.ForEachAsync(
            many, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (transaction, cancellation) => await bench.Http.SendTransaction(transaction, cancellation)));

        await LatencyAsync(bench, [.. Enumerable.Range(0, 60).Select(_ => bench.ByOperator(DeploymentPlan.DefaultOperator, Anchor()))], output);
        await output.WriteLineAsync($"  load of the machine {before} before, {Load()} after");

        Anchor Anchor() => new(Market, AnchorKind.Book, Slot * next++, 1, Checksum256.Hash(BitConverter.GetBytes(next)), 10);

        async Task WriteAsync(string what, int count, Func<Task> run)
        {
            var start = TimeProvider.System.GetTimestamp();
            await run();
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{what,-44}{Figures.Count(count / TimeProvider.System.GetElapsedTime(start).TotalSeconds),14}"));
        }
    }

    static IEnumerable<ulong> Numbers(int count) => Enumerable.Range(1, count).Select(number => (ulong)number);

    static Task Push(BenchChain bench, PackedTransaction[] transactions)
    {
        foreach (var transaction in transactions)
        {
            if (bench.InProcess.Push(transaction).Failure is { } failure)
            {
                throw new InvalidOperationException("The chain refused what is measured.", failure);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>From sending an anchor to the answer that its block is irreversible, while others follow.</summary>
    static async Task LatencyAsync(BenchChain bench, PackedTransaction[] anchors, TextWriter output)
    {
        using var pause = new PeriodicTimer(BetweenAnchors);
        var waiting = new List<Task<double>>();
        foreach (var anchor in anchors)
        {
            waiting.Add(IrreversibleAsync(bench, anchor));
            await pause.WaitForNextTickAsync();
        }

        var seconds = (await Task.WhenAll(waiting)).Order().ToList();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{"anchor to irreversible, seconds",-44}{$"p50 {seconds[seconds.Count / 2]:0.00}",14}{$"p95 {seconds[seconds.Count * 95 / 100]:0.00}",14}"));
    }

    static async Task<double> IrreversibleAsync(BenchChain bench, PackedTransaction anchor)
    {
        var start = TimeProvider.System.GetTimestamp();
        var sent = await bench.Http.SendTransaction(anchor);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await bench.Http.GetTransactionStatus(sent.TransactionId)).State != TransactionState.Irreversible && await pause.WaitForNextTickAsync())
        {
        }

        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
