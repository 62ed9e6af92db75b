using static LocalEnergyMarket.Contracts.WebAssembly.Tests.ModuleBuilder;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

public sealed class TrapTests
{
    static readonly byte[] LocalZero = [0x20, 0];

    [Theory]
    [InlineData(0x6D, 1, 0, TrapKind.DivideByZero)]
    [InlineData(0x6E, 1, 0, TrapKind.DivideByZero)]
    [InlineData(0x6F, 1, 0, TrapKind.DivideByZero)]
    [InlineData(0x70, 1, 0, TrapKind.DivideByZero)]
    [InlineData(0x6D, int.MinValue, -1, TrapKind.IntegerOverflow)]
    public void Division_traps(byte op, int a, int b, TrapKind expected)
    {
        var module = new ModuleBuilder();
        module.Function("f", "(i32,i32)->i32", [0x20, 0, 0x20, 1, op]);

        Assert.Equal(expected, Trap(module, a, b).Kind);
    }

    [Fact]
    public void Unreachable_traps_and_names_the_function()
    {
        var module = new ModuleBuilder();
        module.Function("f", "()->()", [0x00]);

        var trap = Trap(module);

        Assert.Equal(TrapKind.Unreachable, trap.Kind);
        Assert.Contains("function 0 (f)", trap.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x28, 4)]
    [InlineData(0x29, 8)]
    [InlineData(0x2D, 1)]
    [InlineData(0x2E, 2)]
    [InlineData(0x34, 4)]
    public void Memory_ends_exactly_where_it_ends(byte load, int bytes)
    {
        var module = new ModuleBuilder().Memory(1);
        var type = load is 0x29 or 0x34 ? "(i32)->i64" : "(i32)->i32";
        module.Function("f", type, [.. LocalZero, load, 0, 0]);
        module.Function("far", type, [.. LocalZero, load, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]);

        using var instance = Instance(module);

        Assert.Equal(0, instance.Invoke("f", 65536 - bytes));
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.Invoke("f", 65536 - bytes + 1)).Kind);
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.Invoke("f", -1)).Kind);
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.Invoke("far", 1)).Kind);
    }

    [Theory]
    [InlineData(0x36, 4, "i32")]
    [InlineData(0x37, 8, "i64")]
    [InlineData(0x3A, 1, "i32")]
    [InlineData(0x3D, 2, "i64")]
    public void Nothing_is_written_behind_the_memory(byte store, int bytes, string type)
    {
        var module = new ModuleBuilder().Memory(1);
        module.Function("f", $"(i32,{type})->()", [0x20, 0, 0x20, 1, store, 0, 0]);

        using var instance = Instance(module);

        instance.Invoke("f", 65536 - bytes, -1);
        Assert.Equal(255, instance.Memory[65535]);
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => instance.Invoke("f", 65536 - bytes + 1, 0)).Kind);
        Assert.Equal(255, instance.Memory[65535]);
    }

    [Fact]
    public void An_indirect_call_checks_element_and_type()
    {
        var module = new ModuleBuilder();
        var seven = module.Function("seven", "()->i32", I32(7));
        var wide = module.Function("wide", "()->i64", I64(8));
        module.Function("f", "(i32)->i32", [.. LocalZero, 0x11, .. U(module.Type("()->i32")), 0]);
        module.Table(4, seven, wide);

        using var instance = Instance(module);

        Assert.Equal(7, instance.Invoke("f", 0));
        Assert.Equal(TrapKind.IndirectCallTypeMismatch, Assert.Throws<TrapException>(() => instance.Invoke("f", 1)).Kind);
        Assert.Equal(TrapKind.UninitializedElement, Assert.Throws<TrapException>(() => instance.Invoke("f", 3)).Kind);
        Assert.Equal(TrapKind.UndefinedElement, Assert.Throws<TrapException>(() => instance.Invoke("f", 4)).Kind);
        Assert.Equal(TrapKind.UndefinedElement, Assert.Throws<TrapException>(() => instance.Invoke("f", -1)).Kind);
    }

    [Fact]
    public void Calls_nest_250_deep_and_no_deeper()
    {
        // f(n) = n == 0 ? 0 : f(n - 1)
        var module = new ModuleBuilder();
        module.Function("f", "(i32)->i32", [.. LocalZero, 0x04, 0x7F, .. LocalZero, .. I32(1), 0x6B, 0x10, 0, 0x05, .. I32(0), 0x0B]);

        using var instance = Instance(module);

        Assert.Equal(0, instance.Invoke("f", 249));
        Assert.Equal(TrapKind.CallDepthExceeded, Assert.Throws<TrapException>(() => instance.Invoke("f", 250)).Kind);
        Assert.Equal(0, instance.Invoke("f", 249));
    }

    [Fact]
    public void The_value_stack_is_bounded()
    {
        var module = new ModuleBuilder();
        module.Function("f", "()->()", [0x10, 0], string.Join(' ', Enumerable.Repeat("i64", 1000)));
        using var instance = WasmModule.Load(module.Build(), new(), new() { ValueStackSlots = 10_000 }).Instantiate(context: null, 1_000_000);

        Assert.Equal(TrapKind.StackExhausted, Assert.Throws<TrapException>(() => instance.Invoke("f")).Kind);
    }

    static TrapException Trap(ModuleBuilder module, params long[] arguments)
    {
        using var instance = Instance(module);
        return Assert.Throws<TrapException>(() => instance.Invoke("f", arguments));
    }

    static WasmInstance Instance(ModuleBuilder module) => WasmModule.Load(module.Build(), new(), new()).Instantiate(context: null, stepLimit: 1_000_000);
}
