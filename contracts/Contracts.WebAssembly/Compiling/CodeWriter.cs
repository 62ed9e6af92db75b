namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

/// <summary>Collects the flat form of one function: instructions, jumps still to be resolved, and the step counts of straight-line pieces.</summary>
sealed class CodeWriter
{
    Instruction[] _code = new Instruction[64];
    int _count;
    int _charge = -1;

    // Instructions before this index belong to another piece: a jump may land here.
    int _pieceStart;

    public int Position => _count;

    /// <summary>While set nothing is written: the code being read can never run.</summary>
    public bool Muted { get; set; }

    /// <returns>The instruction's index for <see cref="PatchTarget"/>; -1 when muted.</returns>
    public int Emit(Op op, int d = 0, int a = 0, int b = 0)
    {
        if (Muted)
        {
            return -1;
        }

        if (_count == _code.Length)
        {
            Array.Resize(ref _code, _count * 2);
        }

        _code[_count] = new(op, d, a, b);
        return _count++;
    }

    public void EmitConstant(int slot, long value) => Emit(Op.Const, slot, (int)(value >> 32), (int)value);

    /// <summary>Counts one instruction of the module in the current piece.</summary>
    public void CountStep()
    {
        if (Muted)
        {
            return;
        }

        if (_charge < 0)
        {
            _charge = Emit(Op.Charge);
            _pieceStart = _count;
        }

        _code[_charge].D++;
    }

    /// <summary>A jump lands here, or the code before may leave: steps are counted anew.</summary>
    public void BeginPiece()
    {
        _charge = -1;
        _pieceStart = _count;
    }

    /// <summary>Lets an earlier jump land at the next instruction.</summary>
    public void PatchTarget(int jump)
    {
        if (jump >= 0)
        {
            _code[jump].D = _count;
        }
    }

    /// <summary>Lets the instruction just written put its result elsewhere, when it is the one that wrote the slot.</summary>
    public bool TryRedirect(int fromSlot, int toSlot)
    {
        if (Muted || _count <= _pieceStart || _code[_count - 1].D != fromSlot || !OpTypes.OnlyWrites(_code[_count - 1].Op))
        {
            return false;
        }

        _code[_count - 1].D = toSlot;
        return true;
    }

    public Instruction[] ToArray() => _code[.._count];
}
