namespace LocalEnergyMarket.Contracts.WebAssembly.Compiling;

/// <summary>What each numeric and memory operation takes and gives (WebAssembly 1.0, section 3.3).</summary>
static class OpTypes
{
    /// <summary>Operand type, number of operands and result of a numeric operation; zero operands when it is none.</summary>
    public static (WasmType Operand, int Count, WasmType Result) Numeric(Op op) => op switch
    {
        Op.I32Eqz => (WasmType.I32, 1, WasmType.I32),
        >= Op.I32Eq and <= Op.I32GeU => (WasmType.I32, 2, WasmType.I32),
        Op.I64Eqz => (WasmType.I64, 1, WasmType.I32),
        >= Op.I64Eq and <= Op.I64GeU => (WasmType.I64, 2, WasmType.I32),
        >= Op.I32Clz and <= Op.I32Popcnt => (WasmType.I32, 1, WasmType.I32),
        >= Op.I32Add and <= Op.I32Rotr => (WasmType.I32, 2, WasmType.I32),
        >= Op.I64Clz and <= Op.I64Popcnt => (WasmType.I64, 1, WasmType.I64),
        >= Op.I64Add and <= Op.I64Rotr => (WasmType.I64, 2, WasmType.I64),
        Op.I32WrapI64 => (WasmType.I64, 1, WasmType.I32),
        Op.I64ExtendI32S or Op.I64ExtendI32U => (WasmType.I32, 1, WasmType.I64),
        _ => default,
    };

    /// <summary>Value type and bytes of a load; zero bytes when it is none.</summary>
    public static (WasmType Value, int Bytes) Load(Op op) => op switch
    {
        Op.I32Load => (WasmType.I32, 4),
        Op.I64Load => (WasmType.I64, 8),
        Op.I32Load8S or Op.I32Load8U => (WasmType.I32, 1),
        Op.I32Load16S or Op.I32Load16U => (WasmType.I32, 2),
        Op.I64Load8S or Op.I64Load8U => (WasmType.I64, 1),
        Op.I64Load16S or Op.I64Load16U => (WasmType.I64, 2),
        Op.I64Load32S or Op.I64Load32U => (WasmType.I64, 4),
        _ => default,
    };

    /// <summary>Value type and bytes of a store; zero bytes when it is none.</summary>
    public static (WasmType Value, int Bytes) Store(Op op) => op switch
    {
        Op.I32Store => (WasmType.I32, 4),
        Op.I64Store => (WasmType.I64, 8),
        Op.I32Store8 => (WasmType.I32, 1),
        Op.I32Store16 => (WasmType.I32, 2),
        Op.I64Store8 => (WasmType.I64, 1),
        Op.I64Store16 => (WasmType.I64, 2),
        Op.I64Store32 => (WasmType.I64, 4),
        _ => default,
    };

    /// <summary>The operation with a constant as second operand, where there is one.</summary>
    public static Op? WithConstant(Op op) => op switch
    {
        Op.I32Add => Op.I32AddConst,
        Op.I64Add => Op.I64AddConst,
        Op.I32And => Op.I32AndConst,
        Op.I32Shl => Op.I32ShlConst,
        Op.I32Eq => Op.I32EqConst,
        Op.I32Ne => Op.I32NeConst,
        _ => null,
    };

    /// <summary>Whether the instruction's only effect is to write slot D, so that D may be changed afterwards.</summary>
    public static bool OnlyWrites(Op op) =>
        Numeric(op).Count > 0 || Load(op).Bytes > 0
        || op is Op.Move or Op.Const or Op.GlobalGet or Op.MemorySize or (>= Op.I32AddConst and <= Op.I32NeConst);
}
