using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Packed data as JSON by the ABI its contract has now; what no ABI describes stays hex.</summary>
sealed class AbiReader(AccountStore accounts)
{
    readonly Dictionary<Name, AbiSerializer?> _serializers = [];

    public AbiSerializer? For(Name account)
    {
        if (!_serializers.TryGetValue(account, out var serializer))
        {
            serializer = Load(account);
            _serializers.Add(account, serializer);
        }

        return serializer;
    }

    public JsonNode? ActionData(ContractAction action)
    {
        try
        {
            // A node cannot show a struct without fields either, and shows its bytes: none.
            if (For(action.Account) is { } serializer
                && serializer.Abi.Action(action.Name) is not null
                && serializer.UnpackAction(action.Name, action.Data.Span) is { } data and not JsonObject { Count: 0 })
            {
                return data;
            }
        }
        catch (EosioFormatException)
        {
            // Any bytes may be sent to a contract: what its ABI cannot read is shown as it is.
        }

        return Convert.ToHexStringLower(action.Data.Span);
    }

    public JsonNode? ReturnValue(ContractAction action, ReadOnlyMemory<byte> value)
    {
        try
        {
            return value.IsEmpty ? null : For(action.Account)?.UnpackResult(action.Name, value.Span);
        }
        catch (EosioFormatException)
        {
            // As for data; the hex is there in any case.
            return null;
        }
    }

    AbiSerializer? Load(Name account)
    {
        if (!accounts.Accounts.TryGet(account, out var found) || found.Abi.IsEmpty)
        {
            return null;
        }

        try
        {
            return new(PackedAbi.Unpack(found.Abi.Span));
        }
        catch (EosioFormatException)
        {
            // setabi takes any bytes, as on a real chain.
            return null;
        }
    }
}
