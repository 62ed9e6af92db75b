namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

public sealed class RandomProgramTests(ITestOutputHelper output)
{
    [Fact]
    public void Random_programs_give_what_node_gives()
    {
        const int Functions = 60;
        const int Programs = 12;
        var different = 0;
        for (var seed = 1; seed <= Programs; seed++)
        {
            var wasm = RandomProgram.Module(new Random(seed), Functions);
            var arguments = new Random(seed);
            var calls = new List<(string, string, long[])>();
            for (var i = 0; i < Functions * 8; i++)
            {
                calls.Add(("refuel", "()->()", []));
                calls.Add(($"f{i % Functions}", "(i32,i64)->i64", [arguments.Next(-3, 66000), arguments.NextInt64() >> arguments.Next(64)]));
            }

            var expected = Node.Run(wasm, calls);
            var actual = Node.RunHere(wasm, calls);

            for (var i = 0; i < calls.Count; i++)
            {
                Assert.True(expected[i] == actual[i], $"seed {seed}, call {i} {calls[i].Item1}({string.Join(", ", calls[i].Item3)}): node {expected[i]}, here {actual[i]}");
            }

            different += expected.Distinct(StringComparer.Ordinal).Count();
        }

        output.WriteLine($"{different} different results");
        Assert.True(different > Programs * 50, "the programs compute something");
    }
}
