using System.Diagnostics;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;

namespace LocalEnergyMarket.Contracts.Market.Tests;

public sealed class BuildTests
{
    [Fact]
    public void The_same_source_gives_the_same_bytes_in_another_folder()
    {
        Assert.Equal(MarketContract.Wasm(), Built(flags => flags));
    }

    [Fact]
    public void The_wasm_imports_what_is_allowed_and_exports_apply_and_memory()
    {
        // Nothing privileged, nothing that a chain may lack (return values, deferred transactions, context-free data), no floating point.
        string[] allowed =
        [
            "action_data_size", "read_action_data", "current_time", "require_auth", "require_auth2", "is_account", "check_permission_authorization", "eosio_assert",
            "db_store_i64", "db_update_i64", "db_remove_i64", "db_get_i64", "db_next_i64", "db_find_i64", "db_lowerbound_i64", "memcpy", "memset", "memmove",
        ];
        var (imports, exports) = Surface(MarketContract.Wasm());

        Assert.Empty(imports.Except(allowed.Select(name => "env." + name), StringComparer.Ordinal));
        Assert.Equal(["memory", "apply"], exports);
    }

    [Fact]
    public void Only_opcodes_of_the_first_version_are_taken()
    {
        var wasm = MarketContract.Wasm();
        Assert.NotNull(WasmModule.Load(wasm, ContractRun.Host, ModuleRules.Eosio));

        // The same source for a newer processor has sign extension or bulk memory in it, and does not load.
        var newer = Built(flags => flags.Replace("-mcpu=mvp", "-mcpu=generic -mbulk-memory -msign-ext", StringComparison.Ordinal));
        Assert.ThrowsAny<Exception>(() => WasmModule.Load(newer, ContractRun.Host, ModuleRules.Eosio));
    }

    [Fact]
    public void The_documented_code_hash_is_the_built_one()
    {
        var hash = Checksum256.Hash(MarketContract.Wasm());
        Assert.True(
            File.ReadAllText(Path.Combine(Root(), "docs", "chain.md")).Contains($"SHA-256 `{hash}`", StringComparison.Ordinal),
            $"docs/chain.md must name the code hash {hash}. If nobody changed the contract, the compiler is another than Debian's clang 19.1.");
    }

    /// <summary>The contract as the compiler makes it in another folder.</summary>
    static byte[] Built(Func<string, string> change)
    {
        var project = Path.Combine(Root(), "contracts", "Contracts.Market");
        var folder = Directory.CreateTempSubdirectory("lem-contract-");
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(project, "contract")))
            {
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            }

            Run(folder.FullName, change(Property(project, "ContractCompiler")) + " -c -o m.o market.cpp");
            Run(folder.FullName, Property(project, "ContractLinker") + " -o m.wasm m.o");
            return File.ReadAllBytes(Path.Combine(folder.FullName, "m.wasm"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The very command of the build, so that the tests cannot drift from it.</summary>
    static string Property(string project, string name)
    {
        var text = File.ReadAllText(Path.Combine(project, "Contracts.Market.csproj"));
        var start = text.IndexOf($"<{name}>", StringComparison.Ordinal) + name.Length + 2;
        return text[start..text.IndexOf($"</{name}>", StringComparison.Ordinal)];
    }

    /// <summary>The names in the import and export sections, read without the interpreter.</summary>
    static (List<string> Imports, List<string> Exports) Surface(byte[] wasm)
    {
        const byte importSection = 2;
        const byte exportSection = 7;
        var (imports, exports) = (new List<string>(), new List<string>());
        var reader = new PackedReader(wasm);
        Assert.Equal("0061736D01000000", Convert.ToHexString(reader.Raw(8)));
        while (reader.Remaining > 0)
        {
            var id = reader.Byte();
            var section = new PackedReader(reader.Bytes());
            if (id is not importSection and not exportSection)
            {
                continue;
            }

            for (var count = section.VarUInt32(); count > 0; count--)
            {
                if (id == importSection)
                {
                    imports.Add($"{section.String()}.{section.String()}");
                    Assert.Equal(0, section.Byte());
                }
                else
                {
                    exports.Add(section.String());
                    section.Byte();
                }

                section.VarUInt32();
            }

            section.End();
        }

        return (imports, exports);
    }

    internal static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("LocalEnergyMarket.sln is in no folder above the tests.");
        }

        return folder;
    }

    static void Run(string folder, string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
