namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

sealed partial class FunctionCompiler
{
    bool Variable(Op op)
    {
        switch (op)
        {
            case Op.Drop:
                PopOperand(WasmType.None);
                return true;
            case Op.Select:
                Select();
                return true;
            case Op.LocalGet:
                var local = LocalIndex();
                _stack.PushLocal(_locals[local], local);
                return true;
            case Op.LocalSet:
                SetLocal(LocalIndex());
                return true;
            case Op.LocalTee:
                var tee = LocalIndex();
                SetLocal(tee);
                _stack.PushLocal(_locals[tee], tee);
                return true;
            case Op.GlobalGet:
                var read = GlobalIndex();
                _code.Emit(Op.GlobalGet, _stack.PushResult(_module.Globals[read].Type), read);
                return true;
            case Op.GlobalSet:
                SetGlobal(GlobalIndex());
                return true;
            case Op.I32Const:
                _stack.PushConstant(WasmType.I32, _reader.I32());
                return true;
            case Op.I64Const:
                _stack.PushConstant(WasmType.I64, _reader.I64());
                return true;
            case Op.MemorySize:
                MemoryZero();
                _code.Emit(Op.MemorySize, _stack.PushResult(WasmType.I32));
                return true;
            case Op.MemoryGrow:
                MemoryZero();
                var pages = ReadOperand(WasmType.I32);
                _code.Emit(Op.MemoryGrow, _stack.PushResult(WasmType.I32), pages);
                return true;
            default:
                return false;
        }
    }

    void Select()
    {
        // The condition stays in its own slot, two above the destination: three slots and a destination do not fit one instruction.
        var condition = PopOperand(WasmType.I32);
        var height = _stack.Count;
        var slot = _stack.Read(condition, height);
        if (slot != _stack.SlotAt(height))
        {
            _code.Emit(Op.Move, _stack.SlotAt(height), slot);
        }

        var second = PopOperand(WasmType.None);
        var b = _stack.Read(second, _stack.Count);
        var first = PopOperand(second.Type);
        var a = _stack.Read(first, _stack.Count);
        _code.Emit(Op.Select, _stack.PushResult(first.Type == WasmType.None ? second.Type : first.Type), a, b);
    }

    void SetLocal(int local)
    {
        var value = PopOperand(_locals[local]);
        var placed = _stack.PlaceReadersOf(local);
        if (value.IsConstant)
        {
            _code.EmitConstant(local, value.Value);
        }
        else if (value.Slot != local && (placed || value.Slot < _locals.Count || !_code.TryRedirect(value.Slot, local)))
        {
            _code.Emit(Op.Move, local, value.Slot);
        }
    }

    void SetGlobal(int index)
    {
        var global = _module.Globals[index];
        if (!global.Mutable)
        {
            throw _reader.Invalid($"global {index} is immutable");
        }

        _code.Emit(Op.GlobalSet, index, ReadOperand(global.Type));
    }

    int LocalIndex() => Index(_locals.Count, "local");

    int GlobalIndex() => Index(_module.Globals.Count, "global");

    int Index(int count, string what)
    {
        var index = _reader.U32();
        return index < (uint)count ? (int)index : throw _reader.Invalid($"{what} {index} does not exist, there are {count}");
    }

    void MemoryZero()
    {
        NeedMemory();
        ReservedZero("only memory 0 exists");
    }

    /// <summary>One byte 0 in WebAssembly 1.0; later versions have a number here, which can be written longer.</summary>
    void ReservedZero(string otherwise)
    {
        if (_reader.Byte() is not 0 and var index)
        {
            throw index == 0x80 ? _reader.NotOffered(otherwise) : _reader.Invalid(otherwise);
        }
    }
}
