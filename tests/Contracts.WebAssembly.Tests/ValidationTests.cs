using static LocalEnergyMarket.Contracts.WebAssembly.Tests.ModuleBuilder;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

public sealed class ValidationTests
{
    const string Apply = "(i64,i64,i64)->()";

    public static TheoryData<string, byte[], string> BadCode() => new()
    {
        { "()->i32", [], "i32 is needed" },
        { "()->i32", I64(1), "i32 is needed, i64 is on the stack" },
        { "()->()", I32(1), "1 values are left" },
        { "()->i32", [.. I32(1), 0x6A], "the operand stack is empty" },
        { "()->()", [.. I64(1), 0x04, 0x40, 0x0B], "i32 is needed" },
        { "()->()", [0x20, 3, 0x1A], "local 3 does not exist" },
        { "()->()", [0x23, 0, 0x1A], "global 0 does not exist" },
        { "()->()", [0x10, 9], "function 9 does not exist" },
        { "()->()", [0x0C, 2], "label 2 does not exist" },
        { "()->()", [0x05], "else without its if" },
        { "()->i32", [.. I32(1), 0x04, 0x7F, .. I32(1), 0x0B], "needs an else" },
        { "()->()", [.. I32(0), 0x28, 0, 0, 0x1A], "no memory" },
        { "()->()", [.. I32(0), 0x11, 0, 0], "table 0" },
        { "()->()", [0x43, 0, 0, 0, 0, 0x1A], "opcode 0x43 is floating point" },
        { "()->()", [0xA0], "floating point" },
        { "()->()", [0xC0], "not part of WebAssembly 1.0" },
        { "()->()", [0xFC, 10, 0, 0], "not part of WebAssembly 1.0" },
        { "()->()", [0x02, 0x7D, 0x0B], "floating point types" },
        { "()->()", [0x02, 0x00, 0x0B], "not a value type" },
        { "()->()", [0x0B], "continues after its end" },
        { "()->()", [0x41, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F, 0x1A], "does not fit 32 bits" },
        { "()->()", [0x0C, 0, 0x1B, .. I64(0), 0x6A, 0x1A], "i32 is needed" },
        { "()->i32", [0x02, 0x40, .. I32(1), .. I32(1), 0x0E, 1, 0, 1, 0x0B], "carry different types" },
    };

    [Theory]
    [MemberData(nameof(BadCode))]
    public void Invalid_code_is_refused_and_the_place_named(string type, byte[] code, string message)
    {
        var module = new ModuleBuilder();
        module.Function("f", type, code);

        var refused = Refused(module);

        Assert.Contains("function 0 (f): at byte ", refused, StringComparison.Ordinal);
        Assert.Contains(message, refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_must_be_exported_with_its_type()
    {
        var without = new ModuleBuilder();
        Assert.Equal("the module does not export the function 'apply'", Refused(without, ModuleRules.Eosio));

        var wrong = new ModuleBuilder();
        wrong.Function("apply", "(i64,i64)->()", []);
        Assert.Equal("the exported function 'apply' is (i64,i64)->(), it must be (i64,i64,i64)->()", Refused(wrong, ModuleRules.Eosio));

        var right = new ModuleBuilder();
        right.Function("apply", Apply, []);
        Assert.NotNull(WasmModule.Load(right.Build(), new(), ModuleRules.Eosio));
    }

    [Fact]
    public void Imports_must_be_offered_with_that_type()
    {
        var host = new HostFunctions().Add("env", "known", "(i32)->()", _ => { });
        var unknown = new ModuleBuilder();
        unknown.Import("unknown", "()->()");
        Assert.Contains("env.unknown is not offered", Refused(unknown, host: host), StringComparison.Ordinal);

        var wrong = new ModuleBuilder();
        wrong.Import("known", "(i64)->()");
        Assert.Contains("env.known is declared as (i64)->(), this chain offers (i32)->()", Refused(wrong, host: host), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => host.Add("env", "known", "(i32)->()", _ => { }));
    }

    [Theory]
    [InlineData(529, null, "529 memory pages, at most 528")]
    [InlineData(2, 1, "contradict")]
    [InlineData(1, 65537, "exceed")]
    public void Memory_is_limited(int minimum, int? maximum, string message) =>
        Assert.Contains(message, Refused(new ModuleBuilder().Memory(minimum, maximum)), StringComparison.Ordinal);

    [Fact]
    public void Limits_on_locals_nesting_globals_and_tables_hold()
    {
        var locals = new ModuleBuilder();
        locals.Function("f", "()->()", [], string.Join(' ', Enumerable.Repeat("i64", 1025)));
        Assert.Contains("more than 8192 bytes", Refused(locals), StringComparison.Ordinal);

        var nested = new ModuleBuilder();
        nested.Function("f", "()->()", [.. Enumerable.Repeat<byte[]>([0x02, 0x40], 2000).SelectMany(b => b), .. Enumerable.Repeat((byte)0x0B, 2000)]);
        Assert.Contains("nested deeper than 1024", Refused(nested), StringComparison.Ordinal);

        var globals = new ModuleBuilder();
        for (var i = 0; i < 129; i++)
        {
            globals.Global(WasmType.I64, mutable: true, I64(0));
        }

        Assert.Contains("mutable globals take 1032 bytes", Refused(globals), StringComparison.Ordinal);
        Assert.Contains("1025 table elements", Refused(new ModuleBuilder().Table(1025)), StringComparison.Ordinal);
        Assert.Contains("at most 4", Refused(locals, new() { MaximumModuleBytes = 4 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_on_names_code_and_initial_data_hold()
    {
        var name = new ModuleBuilder();
        name.Function(new('n', 8192), "()->()", []);
        Assert.NotNull(WasmModule.Load(name.Build(), new(), new()));
        name.Function(new('n', 8193), "()->()", []);
        Assert.Contains("more than 8192 bytes", Refused(name), StringComparison.Ordinal);

        var code = new ModuleBuilder();
        code.Function("f", "()->()", [.. Enumerable.Repeat((byte)0x01, 100)]);
        Assert.Contains("has 102 bytes, at most 101", Refused(code, new() { MaximumCodeBytes = 101 }), StringComparison.Ordinal);

        Assert.NotNull(WasmModule.Load(new ModuleBuilder().Memory(2).Data(65535, 1).Build(), new(), new()));
        Assert.Contains("only the first 65536 bytes", Refused(new ModuleBuilder().Memory(2).Data(65536, 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x43, 0, 0, 0, 0, 0x1A }, WasmRefusal.NotOffered)]
    [InlineData(new byte[] { 0x41, 1, 0xC0, 0x1A }, WasmRefusal.NotOffered)]
    [InlineData(new byte[] { 0xFC, 10, 0, 0 }, WasmRefusal.NotOffered)]
    [InlineData(new byte[] { 0x27 }, WasmRefusal.Invalid)]
    [InlineData(new byte[] { 0x6A }, WasmRefusal.Invalid)]
    public void A_refusal_has_its_kind(byte[] code, WasmRefusal kind)
    {
        var module = new ModuleBuilder();
        module.Function("f", "()->()", code);
        Assert.Equal(kind, Assert.Throws<WasmException>(() => WasmModule.Load(module.Build(), new(), new())).Refusal);
        Assert.Equal(WasmRefusal.OverLimit, Assert.Throws<WasmException>(() => WasmModule.Load(new ModuleBuilder().Table(1025).Build(), new(), new())).Refusal);
    }

    [Fact]
    public void Segments_must_fit()
    {
        Assert.Contains("a data segment fills 65535 to 65537", Refused(new ModuleBuilder().Memory(1).Data(65535, 1, 2)), StringComparison.Ordinal);
        var table = new ModuleBuilder();
        var f = table.Function("f", "()->()", []);
        Assert.Contains("an element segment fills 0 to 2", Refused(table.Table(1, f, f)), StringComparison.Ordinal);
        Assert.Contains("immutable", Refused(Set(new ModuleBuilder().Global(WasmType.I32, mutable: false, I32(0)))), StringComparison.Ordinal);
        Assert.Contains("must be one constant", Refused(new ModuleBuilder().Global(WasmType.I32, mutable: false, I64(0))), StringComparison.Ordinal);

        static ModuleBuilder Set(ModuleBuilder module)
        {
            module.Function("f", "()->()", [.. I32(1), 0x24, 0]);
            return module;
        }
    }

    [Fact]
    public void Any_damage_to_a_module_is_refused_or_harmless()
    {
        var wasm = Clang.Compile(Path.Combine(AppContext.BaseDirectory, "Programs", "programs.c"), "-Oz");
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var damaged = wasm[..random.Next(1, wasm.Length + 1)];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            if (i % 3 == 0)
            {
                damaged = [.. wasm];
                damaged[random.Next(8, damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                using var instance = WasmModule.Load(damaged, new(), new()).Instantiate(context: null, stepLimit: 20_000);
                instance.Invoke("machine", i, 50);
            }
            catch (Exception e) when (e is WasmException or TrapException or StepLimitException or ArgumentException)
            {
                refused += e is WasmException ? 1 : 0;
            }
        }

        Assert.True(refused > 2000, $"{refused} refused");
    }

    static string Refused(ModuleBuilder module, ModuleRules? rules = null, HostFunctions? host = null) =>
        Assert.Throws<WasmException>(() => WasmModule.Load(module.Build(), host ?? new(), rules ?? new())).Message;
}
