using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Http;
using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;
using static LocalEnergyMarket.Contracts.Chain.Intrinsics.ContractImports;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

/// <summary>What only a privileged account's contract may call: what a bios contract such as eosio.bios or eosio.boot needs.</summary>
static class PrivilegedImports
{
    public static HostFunctions AddPrivileged(this HostFunctions imports) => imports
        .Add(Module, "is_privileged", "(i64)->i32", call => call.Action().Privileged().State.Accounts.Get(call.Name(0)).Privileged ? 1 : 0)
        .Add(Module, "set_privileged", "(i64,i32)->()", call =>
        {
            var accounts = call.Action().Privileged().State.Accounts;
            var account = accounts.Get(call.Name(0));
            accounts.Accounts.Set(account.Name, account with { Privileged = call.I32(1) != 0 });
        })
        .Add(Module, "set_resource_limits", "(i64,i64,i64,i64)->()", call =>
        {
            var action = call.Action().Privileged();
            action.SetLimits(call.Name(0), new(Limit(call, 1, "ram resource limit"), Limit(call, 2, "net resource weight"), Limit(call, 3, "cpu resource weight")));
        })
        .Add(Module, "get_resource_limits", "(i64,i32,i32,i32)->()", call =>
        {
            var limits = call.Action().Privileged().State.Resources.Of(call.Name(0)).Current;
            call.WriteUInt64(1, (ulong)limits.Ram);
            call.WriteUInt64(2, (ulong)limits.Net);
            call.WriteUInt64(3, (ulong)limits.Cpu);
        })
        .Add(Module, "get_blockchain_parameters_packed", "(i32,i32)->i32", call =>
        {
            var packed = call.Action().Privileged().State.Resources.Parameters.Value.Write(new()).ToArray();

            // A buffer that is too small gets nothing, not a part.
            return call.U32(1) == 0 ? packed.Length : call.U32(1) < packed.Length ? 0 : call.CopyOut(packed, 0, 1);
        })
        .Add(Module, "set_blockchain_parameters_packed", "(i32,i32)->()", call =>
            call.Action().Privileged().State.Resources.Parameters.Set(ReadParameters(call.Bytes(0, 1))))
        .Add(Module, "is_feature_activated", "(i32)->i32", call => IsActive(call) ? 1 : 0)
        .Add(Module, "preactivate_feature", "(i32)->()", (HostProcedure)(call =>
        {
            if (!IsActive(call))
            {
                throw new ChainException(
                    ErrorKind.ProtocolFeature,
                    "preactivate_feature",
                    "protocol feature with digest '${digest}' is unrecognized",
                    ("digest", new Checksum256(call.Fixed(0, Checksum256.Size)).ToString()));
            }
        }))

        // There is one producer and stays one: a proposal is taken and changes nothing, which -1 says.
        .Add(Module, "set_proposed_producers", "(i32,i32)->i64", call => Propose(call, call.Bytes(0, 1)))
        .Add(Module, "set_proposed_producers_ex", "(i64,i32,i32)->i64", call => Propose(call, call.Bytes(1, 2)))
        .Add(Module, "get_active_producers", "(i32,i32)->i32", call => call.CopyOut(BitConverter.GetBytes(WellKnownNames.System.Value), 0, 1));

    static long Limit(HostCall call, int argument, string what) => call.I64(argument) >= -1
        ? call.I64(argument)
        : throw new ChainException(ErrorKind.WasmExecution, "set_resource_limits", $"invalid value for {what} expected [-1,INT64_MAX]");

    static ChainParameters ReadParameters(ReadOnlySpan<byte> packed)
    {
        try
        {
            var reader = new PackedReader(packed);
            var parameters = ChainParameters.Read(ref reader);
            parameters.Validate();
            return parameters;
        }
        catch (EosioFormatException malformed)
        {
            throw new ChainException(ErrorKind.Unspecified, "unpack", malformed.Message);
        }
    }

    static bool IsActive(HostCall call)
    {
        call.Action().Privileged();
        var digest = Convert.ToHexStringLower(call.Fixed(0, Checksum256.Size));
        return ProtocolFeatures.All.Any(f => f.Digest == digest);
    }

    static long Propose(HostCall call, ReadOnlySpan<byte> schedule)
    {
        call.Action().Privileged();
        call.Charge(schedule.Length / 16);
        return -1;
    }
}
