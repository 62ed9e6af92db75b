using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class ActionImports
{
    public static HostFunctions AddActions(this HostFunctions imports) => imports
        .Add(Module, "read_action_data", "(i32,i32)->i32", call => call.CopyOut(call.Action().Action.Data.Span, 0, 1))
        .Add(Module, "action_data_size", "()->i32", call => call.Action().Action.Data.Length)
        .Add(Module, "current_receiver", "()->i64", call => (long)call.Action().Receiver.Value)
        .Add(Module, "get_sender", "()->i64", call => (long)call.Action().Sender.Value)
        .Add(Module, "set_action_return_value", "(i32,i32)->()", call => call.Action().SetReturnValue(call.Bytes(0, 1)))
        .Add(Module, "send_inline", "(i32,i32)->()", call => call.Action().SendInline(call.Bytes(0, 1)));
}
