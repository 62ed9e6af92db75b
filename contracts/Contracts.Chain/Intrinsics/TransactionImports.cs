using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class TransactionImports
{
    public static HostFunctions AddTransaction(this HostFunctions imports) => imports
        .Add(Module, "current_time", "()->i64", call => TimePoint.From(call.Action().BlockTime.Time).Microseconds)
        .Add(Module, "publication_time", "()->i64", call => TimePoint.From(call.Action().BlockTime.Time).Microseconds)
        .Add(Module, "get_block_num", "()->i32", call => call.Action().BlockNumber)
        .Add(Module, "expiration", "()->i32", call => call.Action().Header.Expiration.Seconds)
        .Add(Module, "tapos_block_num", "()->i32", call => call.Action().Header.RefBlockNum)
        .Add(Module, "tapos_block_prefix", "()->i32", call => call.Action().Header.RefBlockPrefix)
        .Add(Module, "transaction_size", "()->i32", call => call.Action().PackedTransaction.Length)
        .Add(Module, "read_transaction", "(i32,i32)->i32", call => call.CopyOut(call.Action().PackedTransaction.Span, 0, 1));
}
