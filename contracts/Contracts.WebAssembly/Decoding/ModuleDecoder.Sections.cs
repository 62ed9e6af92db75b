using LocalEnergyMarket.Contracts.WebAssembly.Compiling;

namespace LocalEnergyMarket.Contracts.WebAssembly.Decoding;

sealed partial class ModuleDecoder
{
    const int PageBytes = WasmInstance.PageBytes;
    const int MaximumParameters = 1024;

    void ReadFunctionType(WasmReader reader)
    {
        if (reader.Byte() != 0x60)
        {
            throw reader.Invalid("a function type starts with 0x60");
        }

        var parameters = new WasmType[reader.Count(MaximumParameters, "parameters")];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = ReadValueType(reader);
        }

        var result = reader.Count(1, "results", WasmRefusal.NotOffered) == 1 ? ReadValueType(reader) : WasmType.None;
        _types.Add(new([.. parameters], result));
    }

    void ReadImport(WasmReader reader)
    {
        var module = reader.Name();
        var name = reader.Name();
        CheckSymbol(reader, module);
        CheckSymbol(reader, name);
        if (reader.Byte() is not 0 and var kind)
        {
            const int MostKind = 4;
            throw kind > MostKind
                ? reader.Invalid($"the import {module}.{name} is of unknown kind {kind}")
                : reader.NotOffered($"the import {module}.{name} is not a function: memories, tables and globals cannot be imported");
        }

        var type = _types[Index(reader, _types.Count, "type")];
        var entry = host.Find(module, name) ?? throw reader.NotOffered($"the import {module}.{name} is not offered by this chain");
        if (!entry.Type.Equals(type))
        {
            throw reader.NotOffered($"the import {module}.{name} is declared as {type}, this chain offers {entry.Type}");
        }

        _imports.Add(entry);
        _functionTypes.Add(type);
    }

    void ReadTable(WasmReader reader)
    {
        if (reader.Byte() is not 0x70 and var type)
        {
            const byte ExternalReferences = 0x6F;
            throw type == ExternalReferences ? reader.NotOffered("a table holds functions (0x70)") : reader.Invalid("a table holds functions (0x70)");
        }

        var (minimum, _) = Limits(reader, rules.MaximumTableElements, "table elements", uint.MaxValue);
        _table = new int[minimum];
        Array.Fill(_table, -1);
    }

    void ReadMemory(WasmReader reader)
    {
        const uint MostPages = 65536;
        (_minimumPages, _maximumPages) = Limits(reader, rules.MaximumMemoryPages, "memory pages", MostPages);
        _hasMemory = true;
    }

    static (int Minimum, int? Maximum) Limits(WasmReader reader, int allowed, string what, uint most)
    {
        var flag = reader.Byte();
        if (flag > 1)
        {
            const int MostFlag = 7;
            throw flag > MostFlag ? reader.Invalid($"limits of {what} start with 0 or 1") : reader.NotOffered($"limits of {what} start with 0 or 1");
        }

        var minimum = reader.Count(allowed, what);
        if (flag == 0)
        {
            return (minimum, null);
        }

        var maximum = reader.U32();
        return maximum >= (uint)minimum && maximum <= most
            ? (minimum, (int)Math.Min(maximum, int.MaxValue))
            : throw reader.Invalid($"at least {minimum} and at most {maximum} {what} contradict each other or exceed {most}");
    }

    void ReadGlobal(WasmReader reader)
    {
        var type = ReadValueType(reader);
        var mutable = reader.Byte();
        if (mutable > 1)
        {
            throw reader.Invalid("a global is mutable (1) or not (0)");
        }

        _globals.Add(new(type, mutable == 1, ConstantExpression(reader, type)));
    }

    void CheckGlobals(WasmReader reader)
    {
        var bytes = _globals.Where(g => g.Mutable).Sum(g => g.Type == WasmType.I32 ? 4 : 8);
        if (bytes > rules.MaximumGlobalBytes)
        {
            throw reader.OverLimit($"mutable globals take {bytes} bytes, at most {rules.MaximumGlobalBytes} are allowed");
        }
    }

    static long ConstantExpression(WasmReader reader, WasmType type)
    {
        // Globals cannot be imported here, so a constant expression is a constant (WebAssembly 1.0, section 3.3.7).
        var op = (Op)reader.Byte();
        const byte ReferenceFunction = 0xD2;
        const byte FirstVector = 0xFD;
        if (op == Op.GlobalGet || (byte)op is (>= 0xD0 and <= ReferenceFunction) or FirstVector or 0x43 or 0x44)
        {
            throw reader.NotOffered("an initial value must be one constant");
        }

        var value = (op, type) switch
        {
            (Op.I32Const, WasmType.I32) => reader.I32(),
            (Op.I64Const, WasmType.I64) => reader.I64(),
            _ => throw reader.Invalid($"an initial value must be one constant of type {FunctionType.Text(type)}"),
        };
        return (Op)reader.Byte() == Op.End ? value : throw reader.Invalid("an initial value must be one constant");
    }

    void ReadExport(WasmReader reader)
    {
        var name = reader.Name();
        CheckSymbol(reader, name);
        var kind = reader.Byte();
        var index = kind switch
        {
            0 => Index(reader, _functionTypes.Count, "function"),
            1 => Index(reader, _table is null ? 0 : 1, "table"),
            2 => Index(reader, _hasMemory ? 1 : 0, "memory"),
            3 => Index(reader, _globals.Count, "global"),
            4 => throw reader.NotOffered($"the export '{name}' is an exception's tag"),
            _ => throw reader.Invalid($"the export '{name}' is of unknown kind {kind}"),
        };
        if (!_exports.TryAdd(name, (kind, index)))
        {
            throw reader.Invalid($"the export '{name}' is doubled");
        }
    }

    void ReadStart(WasmReader reader)
    {
        _start = Index(reader, _functionTypes.Count, "function");
        var type = _functionTypes[_start.Value];
        if (type.Parameters.Length > 0 || type.Result != WasmType.None)
        {
            throw reader.Invalid($"the start function is {type}, it must be ()->()");
        }
    }

    void ReadElements(WasmReader reader)
    {
        const int MostFlag = 7;
        if (reader.U32() is not 0 and var flag)
        {
            throw flag > MostFlag ? reader.Invalid("an element segment is for table 0") : reader.NotOffered("an element segment is simply for table 0");
        }

        if (_table is null)
        {
            throw reader.Invalid("an element segment is for table 0, which the module must have");
        }

        var offset = (uint)ConstantExpression(reader, WasmType.I32);
        var count = reader.Count(rules.MaximumTableElements, "table elements");
        if ((ulong)offset + (uint)count > (ulong)_table.Length)
        {
            throw reader.OverLimit($"an element segment fills {offset} to {(ulong)offset + (uint)count}, the table has {_table.Length}");
        }

        for (var i = 0; i < count; i++)
        {
            _table[offset + i] = Index(reader, _functionTypes.Count, "function");
        }
    }

    void ReadCode(WasmReader reader)
    {
        var count = reader.Count(rules.MaximumSectionElements, "functions");
        if (count != _functionTypes.Count - _imports.Count)
        {
            throw reader.Invalid($"{_functionTypes.Count - _imports.Count} functions are declared, the code section has {count}");
        }

        var context = new ModuleContext(rules, _types, _functionTypes, _imports.Count, _globals, _hasMemory, _table is not null);
        var names = _exports.Where(e => e.Value.Kind == 0).ToLookup(e => e.Value.Index, e => e.Key);
        _functions = new CompiledFunction[count];
        for (var i = 0; i < count; i++)
        {
            var index = _imports.Count + i;
            var name = names[index].FirstOrDefault() is { } export ? $"function {index} ({export})" : $"function {index}";
            var body = reader.Part();
            if (body.End - body.Position > rules.MaximumCodeBytes)
            {
                throw reader.OverLimit($"{name} has {body.End - body.Position} bytes, at most {rules.MaximumCodeBytes} are allowed");
            }

            _functions[i] = FunctionCompiler.Compile(context, name, _functionTypes[index], body);
        }
    }

    void ReadData(WasmReader reader)
    {
        const int MostFlag = 2;
        if (reader.U32() is not 0 and var flag)
        {
            throw flag > MostFlag ? reader.Invalid("a data segment is for memory 0") : reader.NotOffered("a data segment is simply for memory 0");
        }

        if (!_hasMemory)
        {
            throw reader.Invalid("a data segment is for memory 0, which the module must have");
        }

        var offset = (uint)ConstantExpression(reader, WasmType.I32);
        var bytes = reader.Bytes();
        var memory = (ulong)_minimumPages * PageBytes;
        if (offset + (ulong)bytes.Length > memory)
        {
            throw reader.OverLimit($"a data segment fills {offset} to {offset + (ulong)bytes.Length}, the memory starts with {memory} bytes");
        }

        if (offset + (ulong)bytes.Length > (ulong)rules.MaximumInitialBytes)
        {
            throw reader.OverLimit($"a data segment fills {offset} to {offset + (ulong)bytes.Length}, only the first {rules.MaximumInitialBytes} bytes may be filled at the start");
        }

        _data.Add(new((int)offset, bytes));
    }

    void CheckSymbol(WasmReader reader, string name)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(name) > rules.MaximumSymbolBytes)
        {
            throw reader.OverLimit($"a name has more than {rules.MaximumSymbolBytes} bytes");
        }
    }
}
