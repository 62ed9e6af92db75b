using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Native;

static class NativeNames
{
    public static readonly Name NewAccount = Name.Parse("newaccount");
    public static readonly Name SetCode = Name.Parse("setcode");
    public static readonly Name SetAbi = Name.Parse("setabi");
    public static readonly Name UpdateAuth = Name.Parse("updateauth");
    public static readonly Name DeleteAuth = Name.Parse("deleteauth");
    public static readonly Name LinkAuth = Name.Parse("linkauth");
    public static readonly Name UnlinkAuth = Name.Parse("unlinkauth");
    public static readonly Name CancelDelay = Name.Parse("canceldelay");
    public static readonly Name OnBlock = Name.Parse("onblock");
}

delegate T ReadPacked<out T>(ref PackedReader reader);

static class NativeData
{
    /// <exception cref="ChainException">The action's data is not what the action takes.</exception>
    public static T Read<T>(ContractAction action, ReadPacked<T> read)
    {
        try
        {
            var reader = new PackedReader(action.Data.Span);
            return read(ref reader);
        }
        catch (EosioFormatException malformed)
        {
            throw new ChainException(ErrorKind.OutOfRange, "read", malformed.Message);
        }
    }
}
