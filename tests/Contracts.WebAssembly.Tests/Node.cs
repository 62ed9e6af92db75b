using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
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
        const traps = {
          'unreachable': 'Unreachable', 'divide by zero': 'DivideByZero', 'remainder by zero': 'DivideByZero', 'divide result unrepresentable': 'IntegerOverflow',
          'memory access out of bounds': 'MemoryOutOfBounds', 'table index is out of bounds': 'UndefinedElement', 'null function or function signature mismatch': 'Signature',
        };
        const results = calls.map(([name, types, args]) => {
          try {
            const result = instance.exports[name](...args.map((a, i) => kinds[types[i]](a)));
            return result === undefined ? '0' : result.toString();
          } catch (e) { return e instanceof WebAssembly.RuntimeError ? 'trap ' + (traps[e.message] || e.message) : 'error ' + e; }
        });
        const memory = instance.exports.memory && Buffer.from(instance.exports.memory.buffer);
        if (memory) results.push(memory.length + ' ' + require('crypto').createHash('sha256').update(memory).digest('hex'));
        console.log(JSON.stringify(results));
        """;

    const string ValidateScript = """
        const modules = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        console.log(JSON.stringify(modules.map(module => WebAssembly.validate(Buffer.from(module, 'base64')))));
        """;

    /// <summary>Which of the modules node's engine takes.</summary>
    public static bool[] Validate(IEnumerable<byte[]> modules) => Ask<bool[]>(ValidateScript, modules.Select(Convert.ToBase64String));

    /// <summary>The results in order: a number, or "trap" and its kind; at the end the memory's size and digest, when it is exported. All calls go to one instance.</summary>
    public static string[] Run(byte[] wasm, IReadOnlyList<(string Name, string Type, long[] Arguments)> calls)
    {
        return Ask<string[]>(Script, new
        {
            module = Convert.ToBase64String(wasm),
            calls = calls.Select(c => new object[]
            {
                c.Name,
                FunctionType.Parse(c.Type).Parameters.Select(p => p == WasmType.I32 ? "i32" : "i64"),
                c.Arguments.Select(a => a.ToString(CultureInfo.InvariantCulture)),
            }),
        });
    }

    /// <summary>The same calls on our engine, in one instance, in the same form.</summary>
    public static string[] RunHere(byte[] wasm, IReadOnlyList<(string Name, string Type, long[] Arguments)> calls, bool exportsMemory = false)
    {
        using var instance = WasmModule.Load(wasm, new(), new()).Instantiate(context: null, stepLimit: long.MaxValue);
        var results = calls.Select(c =>
        {
            try
            {
                return instance.Invoke(c.Name, c.Arguments).ToString(CultureInfo.InvariantCulture);
            }
            catch (TrapException trap)
            {
                return $"trap {(trap.Kind is TrapKind.UninitializedElement or TrapKind.IndirectCallTypeMismatch ? "Signature" : trap.Kind.ToString())}";
            }
        }).ToList();
        if (exportsMemory)
        {
            results.Add($"{instance.Memory.Length} {Convert.ToHexStringLower(SHA256.HashData(instance.Memory))}");
        }

        return [.. results];
    }

    static T Ask<T>(string script, object question)
    {
        using var node = Process.Start(new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, ArgumentList = { "-e", script } })!;
        node.StandardInput.Write(JsonSerializer.Serialize(question));
        node.StandardInput.Close();
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        return JsonSerializer.Deserialize<T>(output)!;
    }
}
