using System.Buffers;
using LocalEnergyMarket.Contracts.WebAssembly.Compiling;

namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>The memory, globals and stack of one execution. For one thread; dispose it to return its memory to the pool.</summary>
public sealed partial class WasmInstance : IDisposable
{
    public const int PageBytes = 64 * 1024;
    const int FirstStackSlots = 4096;

    readonly ModuleContent _module;
    readonly long[] _globals;
    readonly Caller[] _callers;
    long[] _stack;
    byte[] _memory;
    int _memoryBytes;
    long _stepsLeft;
    readonly long _stepLimit;
    bool _started;

    internal WasmInstance(ModuleContent module, object? context, long stepLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepLimit);
        _module = module;
        Context = context;
        _stepLimit = _stepsLeft = stepLimit;
        _globals = Array.ConvertAll(module.Globals, g => g.Initial);
        _callers = new Caller[module.Rules.MaximumCallDepth];
        _stack = ArrayPool<long>.Shared.Rent(FirstStackSlots);
        _memoryBytes = module.MinimumPages * PageBytes;
        _memory = ArrayPool<byte>.Shared.Rent(_memoryBytes);
        _memory.AsSpan(0, _memoryBytes).Clear();
        foreach (var segment in module.Data)
        {
            segment.Bytes.CopyTo(_memory, segment.Offset);
        }
    }

    /// <summary>Steps used so far, those of host functions included; never more than the limit.</summary>
    public long Steps => _stepLimit - Math.Max(0, _stepsLeft);

    public Span<byte> Memory => _memory.AsSpan(0, _memoryBytes);

    internal object? Context { get; }

    /// <summary>Calls an exported function; its result as a long (an i32 sign-extended), 0 when it has none.</summary>
    /// <exception cref="ArgumentException">No function is exported by that name, or it takes another number of arguments.</exception>
    /// <exception cref="TrapException">The code did what WebAssembly forbids.</exception>
    /// <exception cref="StepLimitException">The code used up its steps.</exception>
    public long Invoke(string export, params ReadOnlySpan<long> arguments)
    {
        if (!_module.Exports.TryGetValue(export, out var index))
        {
            throw new ArgumentException($"The module exports no function '{export}'.", nameof(export));
        }

        if (!_started && _module.Start is { } start)
        {
            Call(start, []);
        }

        _started = true;
        return Call(index, arguments);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_memory);
        ArrayPool<long>.Shared.Return(_stack);
        _memory = [];
        _stack = [];
        _memoryBytes = 0;
    }

    internal void Charge(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if ((_stepsLeft -= steps) < 0)
        {
            throw new StepLimitException(_stepLimit);
        }
    }

    long Call(int index, ReadOnlySpan<long> arguments)
    {
        if (index < _module.Imports.Length)
        {
            return _module.Imports[index].Function(new(this, arguments));
        }

        var function = _module.Functions[index - _module.Imports.Length];
        if (arguments.Length != function.ParameterSlots)
        {
            throw new ArgumentException($"{function.Name} takes {function.ParameterSlots} arguments, {arguments.Length} were given.", nameof(arguments));
        }

        GrowStack(function.FrameSlots);
        for (var i = 0; i < arguments.Length; i++)
        {
            _stack[i] = function.Type.Parameters[i] == WasmType.I32 ? (int)arguments[i] : arguments[i];
        }

        Run(function);
        return function.Type.Result == WasmType.None ? 0 : _stack[0];
    }

    void GrowStack(int slots)
    {
        if (slots <= _stack.Length)
        {
            return;
        }

        if (slots > _module.Rules.ValueStackSlots)
        {
            throw new TrapException(TrapKind.StackExhausted, $"{slots} values are needed, {_module.Rules.ValueStackSlots} are allowed");
        }

        var larger = ArrayPool<long>.Shared.Rent(Math.Max(slots, Math.Min(_stack.Length * 2, _module.Rules.ValueStackSlots)));
        _stack.CopyTo(larger, 0);
        ArrayPool<long>.Shared.Return(_stack);
        _stack = larger;
    }

    /// <summary>Grows the memory; the pages it had, or -1 when it cannot grow so far (WebAssembly 1.0, section 4.4.7).</summary>
    int GrowMemory(uint pages)
    {
        var before = _memoryBytes / PageBytes;
        if (before + (long)pages > _module.MaximumPages)
        {
            return -1;
        }

        var bytes = (before + (int)pages) * PageBytes;
        if (bytes > _memory.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(bytes);
            Memory.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_memory);
            _memory = larger;
        }

        // What the pool gives may hold another instance's bytes.
        _memory.AsSpan(_memoryBytes, bytes - _memoryBytes).Clear();
        _memoryBytes = bytes;
        return before;
    }

    /// <summary>Where to go on when the called function returns.</summary>
    readonly record struct Caller(CompiledFunction Function, int NextInstruction, int FirstSlot);
}
