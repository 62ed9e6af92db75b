namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

public sealed class RandomProgramTests(ITestOutputHelper output)
{
    [Fact]
    public void Random_programs_give_what_node_gives()
    {
        const int Functions = 60;
        var programs = Math.Max(12, Mutations.Cases / 30);
        var different = 0;
        var traps = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 1; seed <= programs; seed++)
        {
            var wasm = RandomProgram.Module(new Random(seed), Functions);
            var arguments = new Random(seed);
            var calls = new List<(string, string, long[])>();
            for (var i = 0; i < Functions * 8; i++)
            {
                calls.Add(("refuel", "()->()", []));
                calls.Add(("global", "()->i64", []));
                calls.Add(($"f{i % Functions}", "(i32,i64)->i64", [arguments.Next(-3, 66000), arguments.NextInt64() >> arguments.Next(64)]));
            }

            var expected = Node.Run(wasm, calls);
            var actual = Node.RunHere(wasm, calls, exportsMemory: true);

            Assert.True(expected[^1] == actual[^1], $"seed {seed}: node's memory {expected[^1]}, here {actual[^1]}");
            traps.UnionWith(expected.Where(result => result.StartsWith("trap", StringComparison.Ordinal)));
            for (var i = 0; i < calls.Count; i++)
            {
                Assert.True(expected[i] == actual[i], $"seed {seed}, call {i} {calls[i].Item1}({string.Join(", ", calls[i].Item3)}): node {expected[i]}, here {actual[i]}");
            }

            different += expected.Distinct(StringComparer.Ordinal).Count();
        }

        output.WriteLine($"{different} different results, {string.Join(", ", traps)}");
        Assert.Equal(["trap DivideByZero", "trap IntegerOverflow", "trap MemoryOutOfBounds", "trap Signature", "trap UndefinedElement", "trap Unreachable"], traps.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.True(different > programs * 30, "the programs compute something");
    }
}
