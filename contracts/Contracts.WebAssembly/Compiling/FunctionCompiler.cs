using LocalEnergyMarket.Contracts.WebAssembly.Decoding;

namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

/// <summary>Validates one function body (WebAssembly 1.0, appendix "Validation Algorithm") and writes its flat form in the same pass.</summary>
sealed partial class FunctionCompiler
{
    readonly ModuleContext _module;
    readonly WasmReader _reader;
    readonly FunctionType _type;
    readonly List<WasmType> _locals;
    readonly CodeWriter _code = new();
    readonly OperandStack _stack;
    readonly List<ControlFrame> _control = [];

    FunctionCompiler(ModuleContext module, FunctionType type, WasmReader reader)
    {
        _module = module;
        _reader = reader;
        _type = type;
        _locals = [.. type.Parameters];
        ReadLocals();
        _stack = new(_code, _locals.Count);
    }

    ControlFrame Frame => _control[^1];

    public static CompiledFunction Compile(ModuleContext module, string name, FunctionType type, WasmReader reader)
    {
        try
        {
            return new FunctionCompiler(module, type, reader).Run(name);
        }
        catch (WasmException e)
        {
            throw new WasmException($"{name}: {e.Message}", e.Refusal);
        }
    }

    CompiledFunction Run(string name)
    {
        _control.Add(new(Op.Block, _type.Result, 0, deadAtEntry: false));
        while (_control.Count > 0)
        {
            Step((Op)_reader.Byte());
        }

        if (!_reader.AtEnd)
        {
            throw _reader.Invalid("the function continues after its end");
        }

        return new(name, _type, _locals.Count, _locals.Count + _stack.Deepest + 1, _code.ToArray());
    }

    void ReadLocals()
    {
        var bytes = _locals.Sum(Bytes);
        for (var groups = _reader.Count(_module.Rules.MaximumSectionElements, "groups of locals"); groups > 0; groups--)
        {
            var count = _reader.U32();
            var type = ModuleDecoder.ReadValueType(_reader);
            if (bytes + ((long)count * Bytes(type)) > _module.Rules.MaximumLocalBytes)
            {
                throw _reader.OverLimit($"parameters and locals take more than {_module.Rules.MaximumLocalBytes} bytes");
            }

            bytes += (int)count * Bytes(type);
            _locals.AddRange(Enumerable.Repeat(type, (int)count));
        }

        static int Bytes(WasmType type) => type == WasmType.I32 ? 4 : 8;
    }

    void Step(Op op)
    {
        if (op is not (Op.Nop or Op.Block or Op.Loop or Op.Else or Op.End))
        {
            _code.CountStep();
        }

        if (OpTypes.Numeric(op) is { Count: > 0 } numeric)
        {
            Numeric(op, numeric.Operand, numeric.Count, numeric.Result);
        }
        else if (OpTypes.Load(op) is { Bytes: > 0 } load)
        {
            Load(op, load.Value, load.Bytes);
        }
        else if (OpTypes.Store(op) is { Bytes: > 0 } store)
        {
            Store(op, store.Value, store.Bytes);
        }
        else if (!Control(op) && !Variable(op))
        {
            throw Rejection((int)op);
        }
    }

    WasmException Rejection(int code) => code switch
    {
        0x2A or 0x2B or 0x38 or 0x39 or 0x43 or 0x44 or (>= 0x5B and <= 0x66) or (>= 0x8B and <= 0xA6) or (>= 0xA8 and <= 0xAB) or (>= 0xAE and <= 0xBF)
            => _reader.NotOffered($"opcode 0x{code:x2} is floating point, which contracts cannot use"),

        // Exceptions, tail calls, typed select, tables, sign extension, references, and the prefixes of many more.
        (>= 0x06 and <= 0x09) or (>= 0x12 and <= 0x15) or 0x18 or 0x19 or 0x1C or 0x25 or 0x26 or (>= 0xC0 and <= 0xC4) or (>= 0xD0 and <= 0xD6) or >= 0xFB
            => _reader.NotOffered($"opcode 0x{code:x2} is not part of WebAssembly 1.0"),
        _ => _reader.Invalid($"opcode 0x{code:x2} is not part of WebAssembly 1.0"),
    };

    void Numeric(Op op, WasmType type, int count, WasmType result)
    {
        if (count == 1)
        {
            var operand = ReadOperand(type);
            _code.Emit(op, _stack.PushResult(result), operand);
            return;
        }

        var right = PopOperand(type);
        if (right.IsConstant && right.Value == (int)right.Value && OpTypes.WithConstant(op) is { } withConstant)
        {
            var only = ReadOperand(type);
            _code.Emit(withConstant, _stack.PushResult(result), only, (int)right.Value);
            return;
        }

        var b = _stack.Read(right, _stack.Count);
        var a = ReadOperand(type);
        _code.Emit(op, _stack.PushResult(result), a, b);
    }

    void Load(Op op, WasmType value, int bytes)
    {
        var offset = MemoryOffset(bytes);
        var address = ReadOperand(WasmType.I32);
        _code.Emit(op, _stack.PushResult(value), address, offset);
    }

    void Store(Op op, WasmType type, int bytes)
    {
        var offset = MemoryOffset(bytes);
        var value = ReadOperand(type);
        var address = ReadOperand(WasmType.I32);
        _code.Emit(op, offset, address, value);
    }

    int MemoryOffset(int bytes)
    {
        NeedMemory();
        var align = _reader.U32();
        if (align > 3 || 1 << (int)align > bytes)
        {
            throw _reader.Invalid($"alignment 2^{align} is larger than the {bytes} bytes accessed");
        }

        return (int)_reader.U32();
    }

    void NeedMemory()
    {
        if (!_module.HasMemory)
        {
            throw _reader.Invalid("the module has no memory");
        }
    }

    int ReadOperand(WasmType type)
    {
        var operand = PopOperand(type);
        return _stack.Read(operand, _stack.Count);
    }

    Operand PopOperand(WasmType expected)
    {
        if (_stack.Count == Frame.Height)
        {
            return Frame.Unreachable
                ? new(expected, 0)
                : throw _reader.Invalid($"the operand stack is empty, {Name(expected)} is needed");
        }

        var operand = _stack.Pop();
        return expected == WasmType.None || operand.Type == WasmType.None || operand.Type == expected
            ? operand
            : throw _reader.Invalid($"{Name(expected)} is needed, {Name(operand.Type)} is on the stack");
    }

    static string Name(WasmType type) => type == WasmType.None ? "a value" : FunctionType.Text(type);
}
