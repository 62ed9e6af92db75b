using LocalEnergyMarket.Contracts.WebAssembly.Compiling;

namespace LocalEnergyMarket.Contracts.WebAssembly.Decoding;

/// <summary>Reads the sections of a module in their order (WebAssembly 1.0, section 5.5) and validates what is outside of function bodies.</summary>
sealed partial class ModuleDecoder(byte[] wasm, HostFunctions host, ModuleRules rules)
{
    static readonly string[] SectionNames =
        ["custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code", "data"];

    readonly List<FunctionType> _types = [];
    readonly List<FunctionType> _functionTypes = [];
    readonly List<HostFunctions.Entry> _imports = [];
    readonly List<GlobalVariable> _globals = [];
    readonly Dictionary<string, (int Kind, int Index)> _exports = new(StringComparer.Ordinal);
    readonly List<DataSegment> _data = [];
    CompiledFunction[] _functions = [];
    int[]? _table;
    int? _start;
    int _minimumPages;
    int? _maximumPages;
    bool _hasMemory;

    public ModuleContent Decode()
    {
        if (wasm.Length > rules.MaximumModuleBytes)
        {
            throw new WasmException($"the module has {wasm.Length} bytes, at most {rules.MaximumModuleBytes} are allowed", WasmRefusal.OverLimit);
        }

        if (wasm is not [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00, ..])
        {
            throw new WasmException("not a WebAssembly 1.0 module: it must start with 00 61 73 6d 01 00 00 00");
        }

        var reader = new WasmReader(wasm, 8, wasm.Length);
        for (var last = 0; !reader.AtEnd;)
        {
            var id = reader.Byte();
            if (id >= SectionNames.Length)
            {
                const int TagSection = 13;
                var what = $"section {id} is not part of WebAssembly 1.0";
                throw id <= TagSection ? reader.NotOffered(what) : reader.Invalid(what);
            }

            var section = reader.Part();
            if (id == 0)
            {
                section.Name();
                continue;
            }

            if (id <= last)
            {
                throw reader.Invalid($"the {SectionNames[id]} section is doubled or out of order");
            }

            last = id;
            Section(id, section);
            if (!section.AtEnd)
            {
                throw section.Invalid($"the {SectionNames[id]} section is longer than its content");
            }
        }

        return Finish();
    }

    internal static WasmType ReadValueType(WasmReader reader) => ValueType(reader.Byte(), reader);

    internal static WasmType ValueType(byte code, WasmReader reader) => code switch
    {
        0x7F => WasmType.I32,
        0x7E => WasmType.I64,
        0x7D or 0x7C => throw reader.NotOffered("floating point types cannot be used in contracts"),
        0x7B or 0x70 or 0x6F => throw reader.NotOffered($"0x{code:x2} is not a value type of WebAssembly 1.0"),
        _ => throw reader.Invalid($"0x{code:x2} is not a value type of WebAssembly 1.0"),
    };

    void Section(int id, WasmReader reader)
    {
        switch (id)
        {
            case 1:
                Each(reader, "types", ReadFunctionType);
                break;
            case 2:
                Each(reader, "imports", ReadImport);
                break;
            case 3:
                Each(reader, "functions", r => _functionTypes.Add(_types[Index(r, _types.Count, "type")]));
                break;
            case 4:
                Single(reader, "table", ReadTable);
                break;
            case 5:
                Single(reader, "memory", ReadMemory);
                break;
            case 6:
                Each(reader, "globals", ReadGlobal);
                CheckGlobals(reader);
                break;
            case 7:
                Each(reader, "exports", ReadExport);
                break;
            case 8:
                ReadStart(reader);
                break;
            case 9:
                Each(reader, "element segments", ReadElements);
                break;
            case 10:
                ReadCode(reader);
                break;
            default:
                Each(reader, "data segments", ReadData);
                break;
        }
    }

    void Each(WasmReader reader, string what, Action<WasmReader> read)
    {
        for (var count = reader.Count(rules.MaximumSectionElements, what); count > 0; count--)
        {
            read(reader);
        }
    }

    static void Single(WasmReader reader, string what, Action<WasmReader> read)
    {
        if (reader.Count(1, what, WasmRefusal.NotOffered) == 1)
        {
            read(reader);
        }
    }

    static int Index(WasmReader reader, int count, string what)
    {
        var index = reader.U32();
        return index < (uint)count ? (int)index : throw reader.Invalid($"{what} {index} does not exist, there are {count}");
    }

    ModuleContent Finish()
    {
        var declared = _functionTypes.Count - _imports.Count;
        if (declared != _functions.Length)
        {
            throw new WasmException($"{declared} functions are declared, the code section has {_functions.Length}");
        }

        foreach (var (name, type) in rules.RequiredExports)
        {
            if (!_exports.TryGetValue(name, out var export) || export.Kind != 0)
            {
                throw new WasmException($"the module does not export the function '{name}'", WasmRefusal.NotOffered);
            }

            if (!_functionTypes[export.Index].Equals(type))
            {
                throw new WasmException($"the exported function '{name}' is {_functionTypes[export.Index]}, it must be {type}", WasmRefusal.NotOffered);
            }
        }

        return new()
        {
            Rules = rules,
            Types = [.. _types],
            Imports = [.. _imports],
            Functions = _functions,
            Globals = [.. _globals],
            Exports = _exports.Where(e => e.Value.Kind == 0).ToDictionary(e => e.Key, e => e.Value.Index, StringComparer.Ordinal),
            Table = _table ?? [],
            Data = [.. _data],
            Start = _start,
            MinimumPages = _minimumPages,
            MaximumPages = Math.Min(_maximumPages ?? int.MaxValue, rules.MaximumMemoryPages),
        };
    }
}
