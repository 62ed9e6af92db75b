using System.Text;

namespace LocalEnergyMarket.Contracts.WebAssembly.Tests;

/// <summary>Assembles a module from types, functions and raw code bytes.</summary>
sealed class ModuleBuilder
{
    readonly List<byte[]> _types = [];
    readonly List<byte[]> _imports = [];
    readonly List<byte[]> _functions = [];
    readonly List<byte[]> _tables = [];
    readonly List<byte[]> _memories = [];
    readonly List<byte[]> _globals = [];
    readonly List<byte[]> _exports = [];
    readonly List<byte[]> _elements = [];
    readonly List<byte[]> _bodies = [];
    readonly List<byte[]> _data = [];
    byte[]? _start;

    public int Type(string type)
    {
        var parsed = FunctionType.Parse(type);
        byte[] bytes =
        [
            0x60,
            .. U(parsed.Parameters.Length), .. parsed.Parameters.Select(p => (byte)p),
            .. parsed.Result == WasmType.None ? [0] : new byte[] { 1, (byte)parsed.Result },
        ];
        var index = _types.FindIndex(t => t.SequenceEqual(bytes));
        if (index < 0)
        {
            index = _types.Count;
            _types.Add(bytes);
        }

        return index;
    }

    public int Import(string name, string type, string module = "env")
    {
        _imports.Add([.. Name(module), .. Name(name), 0, .. U(Type(type))]);
        return _imports.Count - 1;
    }

    /// <summary>Adds a function and exports it; the final end is added to the code.</summary>
    public int Function(string export, string type, byte[] code, string locals = "")
    {
        _functions.Add(U(Type(type)));
        byte[] groups = [.. locals.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(l => new byte[] { 1, l is "i32" ? (byte)0x7F : (byte)0x7E })];
        byte[] body = [.. U(groups.Length / 2), .. groups, .. code, 0x0B];
        _bodies.Add([.. U(body.Length), .. body]);
        var index = _imports.Count + _functions.Count - 1;
        return Export(export, 0, index);
    }

    public int Export(string name, byte kind, int index)
    {
        _exports.Add([.. Name(name), kind, .. U(index)]);
        return index;
    }

    public ModuleBuilder Memory(int minimum, int? maximum = null)
    {
        _memories.Add(maximum is { } m ? [1, .. U(minimum), .. U(m)] : [0, .. U(minimum)]);
        return this;
    }

    public ModuleBuilder Table(int size, params int[] functions)
    {
        _tables.Add([0x70, 0, .. U(size)]);
        if (functions.Length > 0)
        {
            _elements.Add([0, 0x41, 0, 0x0B, .. U(functions.Length), .. functions.SelectMany(U)]);
        }

        return this;
    }

    public ModuleBuilder Global(WasmType type, bool mutable, byte[] initial)
    {
        _globals.Add([(byte)type, mutable ? (byte)1 : (byte)0, .. initial, 0x0B]);
        return this;
    }

    public ModuleBuilder Data(int offset, params byte[] bytes)
    {
        _data.Add([0, .. I32(offset), 0x0B, .. U(bytes.Length), .. bytes]);
        return this;
    }

    public ModuleBuilder Start(int function)
    {
        _start = U(function);
        return this;
    }

    public byte[] Build() =>
    [
        0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00,
        .. Section(1, _types), .. Section(2, _imports), .. Section(3, _functions), .. Section(4, _tables), .. Section(5, _memories), .. Section(6, _globals),
        .. Section(7, _exports), .. _start is null ? [] : Wrap(8, _start), .. Section(9, _elements), .. Section(10, _bodies), .. Section(11, _data),
    ];

    public static byte[] I32(int value) => [0x41, .. S(value)];

    public static byte[] I64(long value) => [0x42, .. S(value)];

    public static byte[] U(int value) => [.. Leb((uint)value)];

    static byte[] Name(string name) => [.. U(Encoding.UTF8.GetByteCount(name)), .. Encoding.UTF8.GetBytes(name)];

    static byte[] Section(byte id, List<byte[]> items) => items.Count == 0 ? [] : Wrap(id, [.. U(items.Count), .. items.SelectMany(i => i)]);

    static byte[] Wrap(byte id, byte[] content) => [id, .. U(content.Length), .. content];

    static IEnumerable<byte> Leb(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }

    static List<byte> S(long value)
    {
        var bytes = new List<byte>();
        while (value is < -64 or > 63)
        {
            bytes.Add((byte)((value & 0x7F) | 0x80));
            value >>= 7;
        }

        bytes.Add((byte)(value & 0x7F));
        return bytes;
    }
}
