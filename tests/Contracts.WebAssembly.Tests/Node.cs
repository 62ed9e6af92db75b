using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

/// <summary>Runs exported functions of a module in node's WebAssembly engine, the reference for ours.</summary>
static class Node
{
    const string Script = """
        const { module, calls } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const compiled = new WebAssembly.Module(Buffer.from(module, 'base64'));
        const kinds = { i32: a => Number(BigInt.asIntN(32, BigInt(a))), i64: a => BigInt.asIntN(64, BigInt(a)) };
        const instance = new WebAssembly.Instance(compiled, { env: {} });
        console.log(JSON.stringify(calls.map(([name, types, args]) => {
          try {
            const result = instance.exports[name](...args.map((a, i) => kinds[types[i]](a)));
            return result === undefined ? '0' : result.toString();
          } catch (e) { return e instanceof WebAssembly.RuntimeError ? 'trap' : 'error ' + e; }
        })));
        """;

    /// <summary>The results in order: a number, or "trap". All calls go to one instance.</summary>
    public static string[] Run(byte[] wasm, IReadOnlyList<(string Name, string Type, long[] Arguments)> calls)
    {
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, ArgumentList = { "-e", Script } };
        using var node = Process.Start(start)!;
        node.StandardInput.Write(JsonSerializer.Serialize(new
        {
            module = Convert.ToBase64String(wasm),
            calls = calls.Select(c => new object[]
            {
                c.Name,
                FunctionType.Parse(c.Type).Parameters.Select(p => p == WasmType.I32 ? "i32" : "i64"),
                c.Arguments.Select(a => a.ToString(CultureInfo.InvariantCulture)),
            }),
        }));
        node.StandardInput.Close();
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        return JsonSerializer.Deserialize<string[]>(output)!;
    }

    /// <summary>The same calls on our engine, in one instance, in the same form.</summary>
    public static string[] RunHere(byte[] wasm, IReadOnlyList<(string Name, string Type, long[] Arguments)> calls)
    {
        using var instance = WasmModule.Load(wasm, new(), new()).Instantiate(context: null, stepLimit: long.MaxValue);
        return [.. calls.Select(c =>
        {
            try
            {
                return instance.Invoke(c.Name, c.Arguments).ToString(CultureInfo.InvariantCulture);
            }
            catch (TrapException)
            {
                return "trap";
            }
        })];
    }
}
