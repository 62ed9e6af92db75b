using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Contracts and their ABIs.</summary>
static class CodeEndpoints
{
    /// <summary>Bytes as text as far as they are UTF-8, which is what a node makes of them.</summary>
    static readonly Encoding Pruning = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(""));

    public static Answer GetAbi(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var account = FindByKey(view, body.Name("account_name"));
        var json = new JsonObject { ["account_name"] = account.Name.ToString() };
        AddAbi(view, account, json);
        return Answer.Ok(json);
    });

    /// <summary>The packed ABI in base64; left out when the caller has it already.</summary>
    public static Answer GetRawAbi(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var account = FindByKey(view, body.Name("account_name"));
        var hash = Checksum256.Hash(account.Abi.Span).ToString();
        var json = new JsonObject
        {
            ["account_name"] = account.Name.ToString(),
            ["code_hash"] = CodeHash(account),
            ["abi_hash"] = hash,
        };
        if (!string.Equals(body.Text("abi_hash"), hash, StringComparison.Ordinal))
        {
            json["abi"] = Base64(account.Abi);
        }

        return Answer.Ok(json);
    });

    public static Answer GetRawCodeAndAbi(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var account = FindByKey(view, body.Name("account_name"));
        return Answer.Ok(new JsonObject
        {
            ["account_name"] = account.Name.ToString(),
            ["wasm"] = Base64(account.Code),
            ["abi"] = Base64(account.Abi),
        });
    });

    /// <summary>For old clients: the code as a text, which loses bytes. Use get_raw_code_and_abi.</summary>
    public static Answer GetCode(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        if (!body.Flag("code_as_wasm", otherwise: true))
        {
            throw new ChainException(ErrorKind.Unsupported, "get_code", "Returning WAST from get_code is no longer supported");
        }

        var account = FindByKey(view, body.Name("account_name"));
        var json = new JsonObject
        {
            ["account_name"] = account.Name.ToString(),
            ["code_hash"] = CodeHash(account),
            ["wast"] = "",
            ["wasm"] = Pruning.GetString(account.Code.Span),
        };
        AddAbi(view, account, json);
        return Answer.Ok(json);
    });

    public static Answer GetCodeHash(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var account = FindByKey(view, body.Name("account_name"));
        return Answer.Ok(new JsonObject { ["account_name"] = account.Name.ToString(), ["code_hash"] = CodeHash(account) });
    });

    /// <summary>With the "=" too many that nodeos appends up to Leap 4: clients have to take it off, so they should meet it here.</summary>
    static string Base64(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? "" : Convert.ToBase64String(bytes.Span) + "=";

    static string CodeHash(Account account) => (account.CodeHash ?? default).ToString();

    static void AddAbi(EmbeddedChain.ChainView view, Account account, JsonObject json)
    {
        if (new AbiReader(view.State.Accounts).For(account.Name) is { } serializer)
        {
            json["abi"] = serializer.Abi.ToJson();
        }
    }

    static Account FindByKey(EmbeddedChain.ChainView view, Name name) => view.State.Accounts.Accounts.TryGet(name, out var account)
        ? account
        : throw new ChainException(ErrorKind.Unspecified, "handle_exception", "unknown key (eosio::chain::name): ${account}", ("account", name.ToString()));
}
