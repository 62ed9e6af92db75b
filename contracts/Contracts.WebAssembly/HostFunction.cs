namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>
/// An imported function: reads its arguments from the call and returns its result. An i32 result is the low 32 bits; a function
/// without result returns anything. What it throws passes through <see cref="WasmInstance.Invoke"/> unchanged.
/// </summary>
public delegate long HostFunction(HostCall call);

/// <summary>An imported function without result.</summary>
public delegate void HostProcedure(HostCall call);

/// <summary>
/// The functions a module may import, by module and name: at the same time the allow list. Built once, then shared by all
/// modules and threads; what belongs to one action travels in <see cref="HostCall.Context{T}"/>.
/// </summary>
public sealed class HostFunctions
{
    readonly Dictionary<(string Module, string Name), Entry> _entries = [];

    public IEnumerable<(string Module, string Name, FunctionType Type)> All => _entries.Select(e => (e.Key.Module, e.Key.Name, e.Value.Type));

    /// <param name="type">As <see cref="FunctionType.Parse"/> reads it, for example <c>(i64,i32)->i32</c>.</param>
    /// <exception cref="ArgumentException">The name is registered already.</exception>
    public HostFunctions Add(string module, string name, string type, HostFunction function)
    {
        if (!_entries.TryAdd((module, name), new(FunctionType.Parse(type), function)))
        {
            throw new ArgumentException($"The host function {module}.{name} is registered twice.", nameof(name));
        }

        return this;
    }

    /// <inheritdoc cref="Add(string, string, string, HostFunction)"/>
    public HostFunctions Add(string module, string name, string type, HostProcedure procedure) =>
        Add(module, name, type, call =>
        {
            procedure(call);
            return 0L;
        });

    internal Entry? Find(string module, string name) => _entries.GetValueOrDefault((module, name));

    internal sealed record Entry(FunctionType Type, HostFunction Function);
}
