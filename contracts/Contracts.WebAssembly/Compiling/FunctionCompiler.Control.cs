using LocalEnergyMarket.Contracts.WebAssembly.Decoding;

namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

sealed partial class FunctionCompiler
{
    bool Control(Op op)
    {
        switch (op)
        {
            case Op.Nop:
                return true;
            case Op.Unreachable:
                _code.Emit(Op.Unreachable);
                EndReachable();
                return true;
            case Op.Block or Op.Loop or Op.If:
                Open(op);
                return true;
            case Op.Else:
                Else();
                return true;
            case Op.End:
                End();
                return true;
            case Op.Br:
                Branch();
                return true;
            case Op.BrIf:
                BranchIf();
                return true;
            case Op.BrTable:
                BranchTable();
                return true;
            case Op.Return:
                Return(_type.Result);
                EndReachable();
                return true;
            case Op.Call:
                Call();
                return true;
            case Op.CallIndirect:
                CallIndirect();
                return true;
            default:
                return false;
        }
    }

    void Open(Op kind)
    {
        var result = BlockType();
        var condition = kind == Op.If ? ReadOperand(WasmType.I32) : 0;
        if (_control.Count > _module.Rules.MaximumNesting)
        {
            throw _reader.OverLimit($"blocks are nested deeper than {_module.Rules.MaximumNesting}");
        }

        _stack.PlaceAll();
        var elseJump = kind == Op.If ? _code.Emit(Op.JumpIfZero, 0, condition) : -1;
        if (kind != Op.Block)
        {
            _code.BeginPiece();
        }

        _control.Add(new(kind, result, _stack.Count, _code.Muted) { LoopStart = _code.Position, ElseJump = elseJump });
    }

    void Else()
    {
        var frame = Frame;
        if (frame.Kind != Op.If)
        {
            throw _reader.Invalid("an else without its if");
        }

        CloseBody(frame);
        frame.JumpsToEnd.Add(_code.Emit(Op.Jump));
        _code.Muted = frame.DeadAtEntry;
        _code.PatchTarget(frame.ElseJump);
        _code.BeginPiece();
        frame.ElseJump = -1;
        frame.Kind = Op.Else;
        frame.Unreachable = false;
    }

    void End()
    {
        var frame = Frame;
        if (frame.Kind == Op.If && frame.Result != WasmType.None)
        {
            throw _reader.Invalid("an if with a result needs an else");
        }

        CloseBody(frame);
        _code.Muted = frame.DeadAtEntry;
        _code.PatchTarget(frame.ElseJump);
        frame.JumpsToEnd.ForEach(_code.PatchTarget);
        _code.BeginPiece();
        _control.RemoveAt(_control.Count - 1);
        if (frame.Result != WasmType.None)
        {
            _stack.PushResult(frame.Result);
        }

        if (_control.Count == 0)
        {
            _code.Emit(frame.Result == WasmType.None ? Op.ReturnNothing : Op.ReturnValue, 0, _stack.SlotAt(0));
        }
    }

    /// <summary>The body must leave exactly its result, which goes into its own slot.</summary>
    void CloseBody(ControlFrame frame)
    {
        if (frame.Result != WasmType.None)
        {
            MoveTo(frame.Height, PopOperand(frame.Result));
        }

        if (_stack.Count != frame.Height)
        {
            throw _reader.Invalid($"{_stack.Count - frame.Height} values are left on the stack at the end of a block");
        }
    }

    void Branch()
    {
        var target = Label();
        JumpTo(target, PopLabelValue(target));
        EndReachable();
    }

    void BranchIf()
    {
        var target = Label();
        var condition = ReadOperand(WasmType.I32);
        if (target.LabelType == WasmType.None)
        {
            target.JumpsToEnd.Add(EmitJump(Op.JumpIf, target, condition));
        }
        else
        {
            var value = PopLabelValue(target);
            var skip = _code.Emit(Op.JumpIfZero, 0, condition);
            JumpTo(target, value);
            _code.PatchTarget(skip);
            PushAgain(value, target.LabelType);
        }

        _code.BeginPiece();
    }

    void BranchTable()
    {
        var count = _reader.Count(_reader.End - _reader.Position, "branch targets", WasmRefusal.Invalid);
        var targets = Enumerable.Range(0, count + 1).Select(_ => Label()).ToList();
        var selector = ReadOperand(WasmType.I32);
        var type = targets[^1].LabelType;
        var value = PopLabelValue(targets[^1]);
        var carries = type != WasmType.None;
        if (carries)
        {
            // The value keeps its own slot while the jumps below place copies of it.
            value = value with { Slot = _stack.Read(value, _stack.Count), IsConstant = false };
        }

        _code.Emit(Op.JumpTable, count, selector, carries ? 2 : 1);
        foreach (var target in targets)
        {
            if (target.LabelType != type)
            {
                throw _reader.Invalid("the targets of a branch table carry different types");
            }

            if (carries)
            {
                _code.Emit(Op.Move, _stack.SlotAt(target.Height), value.Slot);
            }

            target.JumpsToEnd.Add(EmitJump(Op.Jump, target));
        }

        EndReachable();
    }

    void Return(WasmType result)
    {
        if (result == WasmType.None)
        {
            _code.Emit(Op.ReturnNothing);
        }
        else
        {
            _code.Emit(Op.ReturnValue, 0, ReadOperand(result));
        }
    }

    void Call()
    {
        var index = Index(_module.FunctionTypes.Count, "function");
        var import = index < _module.ImportCount;
        EmitCall(import ? Op.CallHost : Op.CallModule, import ? index : index - _module.ImportCount, _module.FunctionTypes[index], 0);
    }

    void CallIndirect()
    {
        var type = Index(_module.Types.Count, "type");
        if (!_module.HasTable)
        {
            throw _reader.Invalid("an indirect call needs the module's table 0");
        }

        ReservedZero("an indirect call needs the module's table 0");

        // Arguments are placed in a row from the first; the element's number must not be overwritten by them.
        var element = PopOperand(WasmType.I32);
        var slot = _stack.Read(element, _stack.Count);
        EmitCall(Op.CallTable, type, _module.Types[type], slot);
    }

    void EmitCall(Op op, int callee, FunctionType type, int element)
    {
        _stack.PlaceAll();
        for (var i = type.Parameters.Length - 1; i >= 0; i--)
        {
            PopOperand(type.Parameters[i]);
        }

        _code.Emit(op, callee, _stack.SlotAt(_stack.Count), element);
        if (type.Result != WasmType.None)
        {
            _stack.PushResult(type.Result);
        }
    }

    Operand PopLabelValue(ControlFrame target) => target.LabelType == WasmType.None ? default : PopOperand(target.LabelType);

    void PushAgain(Operand value, WasmType type)
    {
        if (value.IsConstant)
        {
            _stack.PushConstant(type, value.Value);
        }
        else if (value.Slot < _locals.Count)
        {
            _stack.PushLocal(type, value.Slot);
        }
        else
        {
            _stack.PushResult(type);
        }
    }

    void JumpTo(ControlFrame target, Operand value)
    {
        if (target.LabelType != WasmType.None)
        {
            MoveTo(target.Height, value);
        }

        target.JumpsToEnd.Add(EmitJump(Op.Jump, target));
    }

    /// <returns>The jump to be resolved at the target's end; -1 when it goes back to a loop's start.</returns>
    int EmitJump(Op op, ControlFrame target, int condition = 0)
    {
        var jump = _code.Emit(op, target.LoopStart, condition);
        return target.Kind == Op.Loop ? -1 : jump;
    }

    void MoveTo(int height, Operand value)
    {
        var own = _stack.SlotAt(height);
        if (value.IsConstant)
        {
            _code.EmitConstant(own, value.Value);
        }
        else if (value.Slot != own)
        {
            _code.Emit(Op.Move, own, value.Slot);
        }
    }

    void EndReachable()
    {
        _stack.CutTo(Frame.Height);
        Frame.Unreachable = true;
        _code.Muted = true;
    }

    ControlFrame Label()
    {
        var depth = Index(_control.Count, "label");
        return _control[^(depth + 1)];
    }

    WasmType BlockType()
    {
        const byte Empty = 0x40;
        var code = _reader.Byte();
        if (code == Empty)
        {
            return WasmType.None;
        }

        // Later versions have the number of a type here.
        return code is < Empty or (>= 0x80 and < 0xFC) ? throw _reader.NotOffered($"0x{code:x2} is not a value type of WebAssembly 1.0") : ModuleDecoder.ValueType(code, _reader);
    }
}
