using LocalEnergyMarket.Contracts.Chain.Database;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;

namespace LocalEnergyMarket.Contracts.Chain.Native;

static class CodeActions
{
    public static void SetCode(ActionContext context)
    {
        var set = NativeData.Read(context.Action, Eosio.SetCode.Read);
        context.RequireAuthorization(set.Account);
        Require(set.VmType == 0, ErrorKind.VmType, "code should be 0");
        Require(set.VmVersion == 0, ErrorKind.VmVersion, "version should be 0");
        var hash = set.Code.Length == 0 ? default(Checksum256?) : Checksum256.Hash(set.Code.Span);
        Validate(context, hash, set.Code);
        var account = context.State.Accounts.Get(set.Account);
        Require(hash is not null || account.CodeHash is not null, ErrorKind.SameCode, "contract is already cleared");
        Require(hash != account.CodeHash, ErrorKind.SameCode, "contract is already running this version of code");
        context.State.Accounts.Accounts.Set(account.Name, account with
        {
            Code = set.Code,
            CodeHash = hash,
            CodeSequence = account.CodeSequence + 1,
            LastCodeUpdate = context.BlockTime,
        });
        context.ChargeRam(account.Name, (long)(set.Code.Length - account.Code.Length) * RamSizes.CodeFactor);
    }

    public static void SetAbi(ActionContext context)
    {
        var set = NativeData.Read(context.Action, Eosio.SetAbi.Read);
        context.RequireAuthorization(set.Account);
        var account = context.State.Accounts.Get(set.Account);
        context.State.Accounts.Accounts.Set(account.Name, account with { Abi = set.Abi, AbiSequence = account.AbiSequence + 1 });
        context.ChargeRam(account.Name, set.Abi.Length - account.Abi.Length);
    }

    static void Require(bool condition, ErrorKind otherwise, string message)
    {
        if (!condition)
        {
            throw new ChainException(otherwise, "apply_eosio_setcode", message);
        }
    }

    static void Validate(ActionContext context, Checksum256? hash, ReadOnlyMemory<byte> code)
    {
        try
        {
            if (hash is { } present)
            {
                context.State.Contracts.Load(present, code);
            }
        }
        catch (WasmException invalid)
        {
            throw new ChainException(ErrorKind.WasmSerialization, "validate", invalid.Message);
        }
    }
}
