namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

/// <summary>A value on the operand stack at compile time: in its own slot, still in a local's slot, or a constant not yet written.</summary>
readonly record struct Operand(WasmType Type, int Slot, bool IsConstant = false, long Value = 0);

/// <summary>
/// The operand stack of the function being compiled. Reading a local or a constant writes no instruction: the value is
/// only placed into its own slot when a jump, a call, or a change of that local needs it there.
/// </summary>
sealed class OperandStack(CodeWriter code, int localSlots)
{
    const int MostPending = 64;
    readonly List<Operand> _operands = [];

    // Operands below are all in their own slots.
    int _placed;

    public int Count => _operands.Count;

    public int Deepest { get; private set; }

    public int SlotAt(int height) => localSlots + height;

    public void PushLocal(WasmType type, int local) => Push(new(type, local));

    public void PushConstant(WasmType type, long value) => Push(new(type, SlotAt(Count), IsConstant: true, value));

    /// <summary>Pushes a value that the next instruction writes into its own slot, which is returned.</summary>
    public int PushResult(WasmType type)
    {
        var slot = SlotAt(Count);
        Push(new(type, slot));
        return slot;
    }

    public Operand Pop()
    {
        var top = _operands[^1];
        _operands.RemoveAt(_operands.Count - 1);
        _placed = Math.Min(_placed, _operands.Count);
        return top;
    }

    /// <summary>The slot to read a popped operand from; <paramref name="height"/> is where it stood.</summary>
    public int Read(Operand operand, int height)
    {
        if (!operand.IsConstant)
        {
            return operand.Slot;
        }

        code.EmitConstant(SlotAt(height), operand.Value);
        return SlotAt(height);
    }

    /// <summary>Places every operand into its own slot.</summary>
    public void PlaceAll()
    {
        for (; _placed < _operands.Count; _placed++)
        {
            Place(_placed);
        }
    }

    /// <summary>Places the operands that still read a local which is about to change. False when there was none.</summary>
    public bool PlaceReadersOf(int local)
    {
        var any = false;
        for (var height = _placed; height < _operands.Count; height++)
        {
            if (!_operands[height].IsConstant && _operands[height].Slot == local)
            {
                Place(height);
                any = true;
            }
        }

        return any;
    }

    public void CutTo(int height)
    {
        _operands.RemoveRange(height, _operands.Count - height);
        _placed = Math.Min(_placed, height);
    }

    void Push(Operand operand)
    {
        // Bounds the work of PlaceReadersOf, whatever the module does.
        if (_operands.Count - _placed > MostPending)
        {
            PlaceAll();
        }

        _operands.Add(operand);
        Deepest = Math.Max(Deepest, _operands.Count);
    }

    void Place(int height)
    {
        var operand = _operands[height];
        var own = SlotAt(height);
        if (operand.IsConstant)
        {
            code.EmitConstant(own, operand.Value);
        }
        else if (operand.Slot != own)
        {
            code.Emit(Op.Move, own, operand.Slot);
        }

        _operands[height] = new(operand.Type, own);
    }
}
