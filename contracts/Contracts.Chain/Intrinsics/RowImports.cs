using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class RowImports
{
    public static HostFunctions AddRows(this HostFunctions imports) => imports
        .Add(Module, "db_store_i64", "(i64,i64,i64,i64,i32,i32)->i32", call =>
            call.Action().Writing("store").Rows.Store(call.U64(0), call.U64(1), call.U64(2), call.U64(3), call.Bytes(4, 5).ToArray()))
        .Add(Module, "db_update_i64", "(i32,i64,i32,i32)->()", call =>
            call.Action().Writing("update").Rows.Update(call.I32(0), call.U64(1), call.Bytes(2, 3).ToArray()))
        .Add(Module, "db_remove_i64", "(i32)->()", call => call.Action().Writing("remove").Rows.Remove(call.I32(0)))
        .Add(Module, "db_get_i64", "(i32,i32,i32)->i32", call => call.CopyOut(call.Action().Rows.Get(call.I32(0)), 1, 2))
        .Add(Module, "db_next_i64", "(i32,i32)->i32", call => Moved(call, call.Action().Rows.Next(call.I32(0), out var primary), primary))
        .Add(Module, "db_previous_i64", "(i32,i32)->i32", call => Moved(call, call.Action().Rows.Previous(call.I32(0), out var primary), primary))
        .Add(Module, "db_find_i64", "(i64,i64,i64,i64)->i32", call => call.Action().Rows.Find(Table(call), call.U64(3)))
        .Add(Module, "db_lowerbound_i64", "(i64,i64,i64,i64)->i32", call => call.Action().Rows.LowerBound(Table(call), call.U64(3)))
        .Add(Module, "db_upperbound_i64", "(i64,i64,i64,i64)->i32", call => call.Action().Rows.UpperBound(Table(call), call.U64(3)))
        .Add(Module, "db_end_i64", "(i64,i64,i64)->i32", call => call.Action().Rows.End(Table(call)));

    internal static TableId Table(HostCall call) => new(call.U64(0), call.U64(1), call.U64(2));

    /// <summary>Writes the key an iterator moved to; at the end there is none.</summary>
    internal static int Moved(HostCall call, int iterator, ulong primary)
    {
        if (iterator >= 0)
        {
            call.WriteUInt64(1, primary);
        }

        return iterator;
    }
}
