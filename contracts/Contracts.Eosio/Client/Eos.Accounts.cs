using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <content>Accounts, contracts and their ABIs.</content>
public sealed partial class Eos
{
    const int MostSerializers = 256;

    readonly ConcurrentDictionary<Name, AbiSerializer> _serializers = new();

    public Task<AccountAnswer> GetAccount(Name account, CancellationToken cancellation = default) =>
        Ask("/v1/chain/get_account", AccountBody(account), AccountAnswer.Read, cancellation);

    /// <summary>Null when there is no such account.</summary>
    public Task<AccountAnswer?> FindAccount(Name account, CancellationToken cancellation = default) =>
        OrNull(GetAccount(account, cancellation));

    /// <summary>The permissions that the keys or other permissions can satisfy (nodeos with <c>enable-account-queries</c>); it took the place of the history plugin's get_key_accounts.</summary>
    public Task<IReadOnlyList<AuthorizerAnswer>> GetAccountsByAuthorizers(
        IEnumerable<PublicKey> keys, IEnumerable<PermissionLevel> accounts, CancellationToken cancellation = default)
    {
        var body = new JsonObject
        {
            ["keys"] = new JsonArray([.. keys.Select(key => (JsonNode)key.ToString())]),
            ["accounts"] = new JsonArray([.. accounts.Select(level => (JsonNode)new JsonObject { ["actor"] = level.Actor.ToString(), ["permission"] = level.Permission.ToString() })]),
        };
        return Ask("/v1/chain/get_accounts_by_authorizers", body, AuthorizerAnswer.ReadAll, cancellation);
    }

    /// <summary>The accounts that a key has a part in.</summary>
    public async Task<IReadOnlyList<Name>> GetKeyAccounts(PublicKey key, CancellationToken cancellation = default) =>
        [.. (await GetAccountsByAuthorizers([key], [], cancellation)).Select(permission => permission.Permission.Actor).Distinct()];

    /// <summary>Null when the account has no ABI.</summary>
    public Task<AbiDefinition?> GetAbi(Name account, CancellationToken cancellation = default) => Ask(
        "/v1/chain/get_abi", AccountBody(account), json => JsonRead.Object(json, "get_abi")["abi"] is { } abi ? AbiJson.Read(abi) : null, cancellation);

    /// <summary>The packed ABI, and the hashes of code and ABI.</summary>
    public Task<CodeAnswer> GetRawAbi(Name account, CancellationToken cancellation = default) =>
        Ask("/v1/chain/get_raw_abi", AccountBody(account), CodeAnswer.Read, cancellation);

    /// <summary>The wasm and the packed ABI; each empty where there is none.</summary>
    public Task<RawCodeAnswer> GetRawCodeAndAbi(Name account, CancellationToken cancellation = default) =>
        Ask("/v1/chain/get_raw_code_and_abi", AccountBody(account), RawCodeAnswer.Read, cancellation);

    /// <summary>SHA-256 of the wasm; zeros without code.</summary>
    public Task<Checksum256> GetCodeHash(Name account, CancellationToken cancellation = default) =>
        Ask("/v1/chain/get_code_hash", AccountBody(account), json => JsonRead.Object(json, "get_code_hash").Checksum("code_hash"), cancellation);

    /// <summary>A serializer by the account's ABI, kept after the first time.</summary>
    /// <param name="reload">Asks again: the contract was exchanged.</param>
    /// <exception cref="EosioFormatException">The account has no ABI.</exception>
    public async Task<AbiSerializer> GetSerializer(Name account, bool reload = false, CancellationToken cancellation = default)
    {
        if (!reload && _serializers.TryGetValue(account, out var known))
        {
            return known;
        }

        var raw = await GetRawAbi(account, cancellation);
        if (raw.Abi.IsEmpty)
        {
            throw new EosioFormatException($"The account {account} has no ABI.");
        }

        if (_serializers.Count >= MostSerializers)
        {
            _serializers.Clear();
        }

        return _serializers[account] = new(PackedAbi.Unpack(raw.Abi.Span));
    }

    /// <summary>An action's arguments packed by the contract's ABI, here, not by the node: nodeos has dropped that endpoint.</summary>
    public async Task<byte[]> AbiJsonToBin(Name code, Name action, JsonNode? arguments, CancellationToken cancellation = default) =>
        (await GetSerializer(code, cancellation: cancellation)).PackAction(action, arguments);

    /// <summary>An action's packed arguments as JSON by the contract's ABI, here, not by the node.</summary>
    public async Task<JsonNode?> AbiBinToJson(Name code, Name action, ReadOnlyMemory<byte> arguments, CancellationToken cancellation = default) =>
        (await GetSerializer(code, cancellation: cancellation)).UnpackAction(action, arguments.Span);

    /// <summary>A call of a contract with arguments in JSON. An ABI that is kept and does not fit any more is asked for again.</summary>
    /// <exception cref="EosioFormatException">The account has no ABI, or the arguments do not fit it; the message names the field.</exception>
    public async Task<ContractAction> CreateAction(Name account, Name name, IReadOnlyList<PermissionLevel> authorization, JsonNode? arguments, CancellationToken cancellation = default)
    {
        var fresh = !_serializers.ContainsKey(account);
        var serializer = await GetSerializer(account, cancellation: cancellation);
        try
        {
            return new(account, name, authorization, serializer.PackAction(name, arguments));
        }
        catch (EosioFormatException) when (!fresh)
        {
            serializer = await GetSerializer(account, reload: true, cancellation);
            return new(account, name, authorization, serializer.PackAction(name, arguments));
        }
    }
}
