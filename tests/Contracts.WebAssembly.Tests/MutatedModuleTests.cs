using System.Globalization;
using static LocalEnergyMarket.Contracts.WebAssembly.Tests.ModuleBuilder;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

/// <summary>
/// The decoder and validator against node's. What harms is to be kept in Corpus, in hex, before it is mended: every file there is judged by both and changed further.
/// </summary>
public sealed class MutatedModuleTests(ITestOutputHelper output)
{
    const int Batch = 500;

    /// <summary>What one module may make us allocate beyond a share for each of its bytes: its table, its functions' locals, its first memory.</summary>
    const long MostBytes = 48 * 1024 * 1024;

    const long MostBytesPerByte = 20_000;

    [Fact]
    public void What_node_refuses_is_refused_here_and_what_only_we_refuse_is_above_a_limit_or_not_offered()
    {
        byte[][] corpus = [.. Corpus()];
        var mutations = new Mutations(corpus, new Random(20261122));
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var done = 0; done < Mutations.Cases * 10; done += Batch)
        {
            byte[][] modules = [.. done == 0 ? corpus : [], .. Enumerable.Range(0, Batch).Select(_ => mutations.Next())];
            var node = Node.Validate(modules);
            for (var i = 0; i < modules.Length; i++)
            {
                var refusal = Judge(modules[i]);
                var verdict = $"node {(node[i] ? "takes" : "refuses")}, here {(refusal is null ? "taken" : refusal.Refusal.ToString())}";
                counts[verdict] = counts.GetValueOrDefault(verdict) + 1;
                Assert.True(
                    node[i] ? refusal?.Refusal is not WasmRefusal.Invalid : refusal is not null,
                    string.Create(CultureInfo.InvariantCulture, $"{verdict}: {refusal?.Message} {Convert.ToHexString(modules[i])}"));
            }
        }

        output.WriteLine(string.Join('\n', counts.Select(count => $"{count.Value} {count.Key}")));
        Assert.True(counts["node takes, here taken"] > 200);
        Assert.True(counts["node refuses, here Invalid"] > 200);
    }

    /// <summary>Null when it is taken; it is run a little then, and must end as documented.</summary>
    static WasmException? Judge(byte[] wasm)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var module = WasmModule.Load(wasm, new(), new());
            for (var f = 0; f < 4; f++)
            {
                using var instance = module.Instantiate(context: null, stepLimit: 5_000);
                instance.Invoke($"f{f}", 7, -1);
            }
        }
        catch (WasmException refused)
        {
            return refused;
        }
        catch (Exception e) when (e is TrapException or StepLimitException or ArgumentException)
        {
            // It ran, or exports no such function any more.
        }
        catch (Exception harm)
        {
            Assert.Fail($"{Convert.ToHexString(wasm)}: {harm}");
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostBytes + (MostBytesPerByte * wasm.Length), $"{Convert.ToHexString(wasm)}: {allocated} bytes were allocated");
        return null;
    }

    static IEnumerable<byte[]> Corpus()
    {
        yield return Clang.Compile(Path.Combine(AppContext.BaseDirectory, "Programs", "programs.c"), "-Oz");
        for (var seed = 1; seed <= 6; seed++)
        {
            yield return RandomProgram.Module(new Random(seed), 4);
        }

        var small = new ModuleBuilder().Memory(1, 2).Global(WasmType.I32, mutable: true, I32(1)).Data(3, 1, 2, 3);
        var f = small.Function("f0", "(i32,i64)->i32", [0x20, 0, 0x20, 1, 0xA7, 0x6A, 0x23, 0, 0x6A, 0x28, 2, 4, 0x0E, 0, 0], "i32 i64");
        small.Function("f1", "()->()", [0x10, .. U(f + 2), 0x3F, 0, 0x40, 0, 0x24, 0]);
        small.Function("f2", "()->()", []);
        yield return small.Table(4, f, f + 1).Start(f + 2).Build();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.hex").Order(StringComparer.Ordinal))
        {
            yield return Convert.FromHexString(File.ReadAllText(file).Trim());
        }
    }
}
