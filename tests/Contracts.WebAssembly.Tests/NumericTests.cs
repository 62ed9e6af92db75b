namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

public sealed class NumericTests
{
    static readonly long[] Edges =
        [0, 1, 2, 3, 7, 31, 32, 33, 63, 64, 65, -1, -2, -7, 127, 128, 255, 256, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, long.MaxValue, long.MinValue, 0x123456789ABCDEF0];

    [Fact]
    public void Every_numeric_operation_gives_what_node_gives()
    {
        var module = new ModuleBuilder();
        var calls = new List<(string, string, long[])>();
        foreach (var code in Enumerable.Range(0x45, 0x8B - 0x45).Append(0xA7).Append(0xAC).Append(0xAD).Where(c => c is < 0x5B or > 0x66))
        {
            var wide = code is (>= 0x50 and < 0x5B) or (>= 0x79 and < 0x8B) or 0xA7;
            var single = code is 0x45 or 0x50 or 0x67 or 0x68 or 0x69 or 0x79 or 0x7A or 0x7B or >= 0xA7;
            var result = code is (>= 0x79 and < 0x8B) or 0xAC or 0xAD ? "i64" : "i32";
            var operand = wide ? "i64" : "i32";
            var type = single ? $"({operand})->{result}" : $"({operand},{operand})->{result}";
            module.Function($"op{code:x}", type, single ? [0x20, 0, (byte)code] : [0x20, 0, 0x20, 1, (byte)code]);
            calls.AddRange(single ? Edges.Select(a => ($"op{code:x}", type, (long[])[a])) : Edges.SelectMany(a => Edges.Select(b => ($"op{code:x}", type, (long[])[a, b]))));

            if (!single)
            {
                // The same with a constant as second operand, which is compiled in another way.
                foreach (var b in Edges)
                {
                    var constant = wide ? ModuleBuilder.I64(b) : ModuleBuilder.I32((int)b);
                    var name = $"const{code:x}_{b}";
                    module.Function(name, $"({operand})->{result}", [0x20, 0, .. constant, (byte)code]);
                    calls.AddRange(Edges.Select(a => (name, $"({operand})->{result}", (long[])[a])));
                }
            }
        }

        var wasm = module.Build();
        var expected = Node.Run(wasm, calls);
        var actual = Node.RunHere(wasm, calls);

        Assert.Contains("trap DivideByZero", expected, StringComparer.Ordinal);
        for (var i = 0; i < calls.Count; i++)
        {
            Assert.True(string.Equals(expected[i], actual[i], StringComparison.Ordinal), $"{calls[i].Item1}({string.Join(", ", calls[i].Item3)}): node {expected[i]}, here {actual[i]}");
        }
    }
}
