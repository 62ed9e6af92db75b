using System.Text;
using static LocalEnergyMarket.Contracts.WebAssembly.Tests.ModuleBuilder;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

public sealed class InstanceTests
{
    [Fact]
    public void An_endless_loop_ends_at_the_step_limit_always_at_the_same_place()
    {
        var module = new ModuleBuilder().Global(WasmType.I32, mutable: true, I32(0));
        module.Function("spin", "()->()", [0x03, 0x40, 0x23, 0, .. I32(1), 0x6A, 0x24, 0, 0x0C, 0, 0x0B]);
        module.Function("turns", "()->i32", [0x23, 0]);
        using var instance = Load(module).Instantiate(context: null, stepLimit: 1000);

        var ended = Assert.Throws<StepLimitException>(() => instance.Invoke("spin"));

        Assert.Equal(1000, ended.Limit);
        Assert.Equal(1000, instance.Steps);
        using var longer = Load(module).Instantiate(context: null, stepLimit: 1010);
        Assert.Throws<StepLimitException>(() => longer.Invoke("spin"));
    }

    [Fact]
    public void Steps_are_the_instructions_that_ran()
    {
        var module = new ModuleBuilder();
        module.Function("f", "(i32)->i32", [0x20, 0, 0x04, 0x7F, .. I32(1), .. I32(2), 0x6A, 0x05, .. I32(9), 0x0B]);

        Assert.Equal(2 + 3, Steps(1));
        Assert.Equal(2 + 1, Steps(0));

        long Steps(long argument)
        {
            using var instance = Load(module).Instantiate(context: null, stepLimit: 100);
            instance.Invoke("f", argument);
            return instance.Steps;
        }
    }

    [Fact]
    public void Every_instance_starts_afresh()
    {
        var module = new ModuleBuilder().Memory(1).Data(8, 5, 6).Global(WasmType.I64, mutable: true, I64(3));
        module.Function("f", "()->i64", [.. I32(8), .. I32(8), 0x2D, 0, 0, .. I32(1), 0x6A, 0x3A, 0, 0, 0x23, 0, .. I64(1), 0x7C, 0x24, 0, 0x23, 0, .. I32(8), 0x31, 0, 0, 0x7C]);
        var loaded = Load(module);

        for (var i = 0; i < 3; i++)
        {
            using var instance = loaded.Instantiate(context: null, stepLimit: 100);
            Assert.Equal(4 + 6, instance.Invoke("f"));
            Assert.Equal(5 + 7, instance.Invoke("f"));
        }
    }

    [Fact]
    public void Memory_grows_with_zeros_up_to_its_maximum_and_keeps_its_content()
    {
        var module = new ModuleBuilder().Memory(1, 3).Data(0, 42);
        module.Function("grow", "(i32)->i32", [0x20, 0, 0x40, 0]);
        module.Function("size", "()->i32", [0x3F, 0]);
        using var instance = Load(module).Instantiate(context: null, stepLimit: 100);

        Assert.Equal(1, instance.Invoke("grow", 2));
        Assert.Equal(3, instance.Invoke("size"));
        Assert.Equal(-1, instance.Invoke("grow", 1));
        Assert.Equal(-1, instance.Invoke("grow", -1));
        Assert.Equal(42, instance.Memory[0]);
        Assert.Equal(-1, instance.Memory[1..].IndexOfAnyExcept((byte)0));
        Assert.Equal(3 * 65536, instance.Memory.Length);
    }

    [Fact]
    public void Grown_memory_never_shows_what_another_instance_left()
    {
        var module = new ModuleBuilder().Memory(1);
        module.Function("grow", "(i32)->i32", [0x20, 0, 0x40, 0]);
        var loaded = Load(module);
        for (var i = 0; i < 20; i++)
        {
            using var instance = loaded.Instantiate(context: null, stepLimit: 100);
            for (var pages = 1; pages < 6; pages++)
            {
                Assert.Equal(pages, instance.Invoke("grow", 1));
                Assert.Equal(-1, instance.Memory[(pages * 65536)..].IndexOfAnyExcept((byte)0));
                instance.Memory.Fill(0xAA);
            }
        }
    }

    [Fact]
    public void Memory_never_exceeds_33_MiB()
    {
        var module = new ModuleBuilder().Memory(0);
        module.Function("grow", "(i32)->i32", [0x20, 0, 0x40, 0]);
        using var instance = Load(module).Instantiate(context: null, stepLimit: 100);

        Assert.Equal(-1, instance.Invoke("grow", 529));
        Assert.Equal(0, instance.Invoke("grow", 528));
        Assert.Equal(33 * 1024 * 1024, instance.Memory.Length);
    }

    [Fact]
    public void The_start_function_runs_once_before_the_first_call()
    {
        var module = new ModuleBuilder().Global(WasmType.I32, mutable: true, I32(1));
        module.Start(module.Function("start", "()->()", [0x23, 0, .. I32(10), 0x6A, 0x24, 0]));
        module.Function("get", "()->i32", [0x23, 0]);
        using var instance = Load(module).Instantiate(context: null, stepLimit: 100);

        Assert.Equal(11, instance.Invoke("get"));
        Assert.Equal(11, instance.Invoke("get"));
    }

    [Fact]
    public void Host_functions_see_arguments_memory_and_context()
    {
        var seen = new List<string>();
        var host = new HostFunctions()
            .Add("env", "log", "(i32,i32,i64)->i32", c =>
            {
                c.Context<List<string>>().Add($"{Encoding.UTF8.GetString(c.Bytes(0, 1))} {c.I64(2)} {c.Text(0)}");
                c.Charge(10);
                return -2;
            });
        var module = new ModuleBuilder();
        var log = module.Import("log", "(i32,i32,i64)->i32");
        module.Memory(1).Data(100, "hello\0"u8.ToArray());
        module.Function("f", "(i64)->i32", [.. I32(100), .. I32(2), 0x20, 0, 0x10, .. U(log)]);
        using var instance = WasmModule.Load(module.Build(), host, new()).Instantiate(seen, stepLimit: 100);

        Assert.Equal(-2, instance.Invoke("f", -5));
        Assert.Equal(["he -5 hello"], seen);
        Assert.Equal(14, instance.Steps);
    }

    [Fact]
    public void A_host_function_cannot_be_led_outside_the_memory()
    {
        var host = new HostFunctions()
            .Add("env", "bytes", "(i32,i32)->()", c => { c.Bytes(0, 1); })
            .Add("env", "text", "(i32,i32)->()", c => { c.Text(0); })
            .Add("env", "throw", "(i32,i32)->()", c => throw new InvalidOperationException("own"));
        var module = new ModuleBuilder();
        foreach (var name in new[] { "bytes", "text", "throw" })
        {
            module.Import(name, "(i32,i32)->()");
        }

        module.Memory(1).Data(65535, 1);
        foreach (var name in new[] { "bytes", "text", "throw" })
        {
            module.Export(name, 0, Array.IndexOf(["bytes", "text", "throw"], name));
        }

        module.Function("f", "(i32,i32)->()", [0x20, 0, 0x20, 1, 0x10, 0]);
        using var instance = WasmModule.Load(module.Build(), host, new()).Instantiate(context: null, stepLimit: 100);

        instance.Invoke("bytes", 65536, 0);
        instance.Invoke("f", 65530, 6);
        Assert.Throws<TrapException>(() => instance.Invoke("f", 65530, 7));
        Assert.Throws<TrapException>(() => instance.Invoke("f", 4, -1));
        Assert.Throws<TrapException>(() => instance.Invoke("text", 65535, 0));
        Assert.Throws<TrapException>(() => instance.Invoke("text", -1, 0));
        Assert.Equal("own", Assert.Throws<InvalidOperationException>(() => instance.Invoke("throw", 0, 0)).Message);
    }

    static WasmModule Load(ModuleBuilder module) => WasmModule.Load(module.Build(), new(), new());
}
