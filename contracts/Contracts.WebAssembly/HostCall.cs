using System.Text;

namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>One call of a host function: its arguments by position and the calling instance's memory. Valid during the call only.</summary>
public readonly ref struct HostCall
{
    readonly WasmInstance _instance;

    internal HostCall(WasmInstance instance, ReadOnlySpan<long> arguments)
    {
        _instance = instance;
        Arguments = arguments;
    }

    /// <summary>The arguments; of an i32 only the low 32 bits count.</summary>
    public ReadOnlySpan<long> Arguments { get; }

    /// <summary>The whole linear memory.</summary>
    public Span<byte> Memory => _instance.Memory;

    /// <summary>What was given to <see cref="WasmModule.Instantiate"/>.</summary>
    public T Context<T>()
        where T : class => (T)_instance.Context!;

    public int I32(int index) => (int)Arguments[index];

    public uint U32(int index) => (uint)Arguments[index];

    public long I64(int index) => Arguments[index];

    public ulong U64(int index) => (ulong)Arguments[index];

    /// <summary>The memory at the address in argument <paramref name="address"/>, as long as argument <paramref name="length"/> says.</summary>
    /// <exception cref="TrapException">Outside the memory.</exception>
    public Span<byte> Bytes(int address, int length) => At(U32(address), U32(length));

    /// <summary>A fixed number of bytes at the address in argument <paramref name="address"/>.</summary>
    /// <exception cref="TrapException">Outside the memory.</exception>
    public Span<byte> Fixed(int address, int bytes) => At(U32(address), (uint)bytes);

    /// <summary>Memory by address.</summary>
    /// <exception cref="TrapException">Outside the memory.</exception>
    public Span<byte> At(uint address, uint bytes)
    {
        var memory = Memory;
        return (ulong)address + bytes <= (ulong)memory.Length
            ? memory.Slice((int)address, (int)bytes)
            : throw new TrapException(TrapKind.MemoryOutOfBounds, $"a host function was given {bytes} bytes at {address}, the memory has {memory.Length}");
    }

    /// <summary>The zero-terminated UTF-8 text at the address in argument <paramref name="address"/>.</summary>
    /// <exception cref="TrapException">Outside the memory, or no terminating zero in it.</exception>
    public string Text(int address)
    {
        var start = U32(address);
        var rest = start <= (uint)Memory.Length ? Memory[(int)start..] : [];
        var end = rest.IndexOf((byte)0);
        return end >= 0
            ? Encoding.UTF8.GetString(rest[..end])
            : throw new TrapException(TrapKind.MemoryOutOfBounds, $"the text at {start} has no terminating zero inside the memory");
    }

    /// <summary>Counts work of the host against the step limit, for example one step for every 16 bytes hashed.</summary>
    /// <exception cref="StepLimitException">The limit is reached.</exception>
    public void Charge(long steps) => _instance.Charge(steps);
}
