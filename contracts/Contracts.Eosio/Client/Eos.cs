using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// A client of nodeos' HTTP API. Every method throws <see cref="EosioApiException"/> when a node answers with an error,
/// <see cref="HttpRequestException"/> when none answers, <see cref="EosioFormatException"/> when an answer is not nodeos'.
/// </summary>
public sealed class Eos
{
    readonly NodeosHttp _http;
    readonly ISignProvider? _signer;
    readonly Checksum256? _chainId;
    readonly TimeSpan _expiry;
    readonly TimeProvider _time;

    /// <exception cref="EosioFormatException">The configuration is not usable.</exception>
    public Eos(EosConfigurator configuration, HttpClient http, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(http);
        if (configuration.ExpireSeconds is not (>= 1 and <= 3600))
        {
            throw new EosioFormatException("ExpireSeconds must be from 1 to 3600: nodeos takes a transaction at most an hour ahead.");
        }

        _http = new(http, configuration.Endpoints());
        _signer = configuration.SignProvider;
        _chainId = configuration.ChainId is { Length: > 0 } chainId ? Checksum256.Parse(chainId) : null;
        _expiry = TimeSpan.FromSeconds(configuration.ExpireSeconds);
        _time = time ?? TimeProvider.System;
    }

    /// <exception cref="InvalidOperationException">The node is one of another chain than configured.</exception>
    public async Task<ChainInfo> GetInfo(CancellationToken cancellation = default)
    {
        var info = ChainInfo.Read(await _http.Post("/v1/chain/get_info", [], cancellation));
        return _chainId is null || _chainId == info.ChainId
            ? info
            : throw new InvalidOperationException($"The node is one of the chain {info.ChainId}, but the chain {_chainId} is configured.");
    }

    /// <param name="numberOrId">A block's number, or its id in hex.</param>
    public async Task<BlockAnswer> GetBlock(string numberOrId, CancellationToken cancellation = default) =>
        BlockAnswer.Read(await _http.Post("/v1/chain/get_block", new() { ["block_num_or_id"] = numberOrId }, cancellation));

    public Task<BlockAnswer> GetBlock(uint number, CancellationToken cancellation = default) =>
        GetBlock(number.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellation);

    public async Task<AccountAnswer> GetAccount(Name account, CancellationToken cancellation = default) =>
        AccountAnswer.Read(await _http.Post("/v1/chain/get_account", AccountBody(account), cancellation));

    /// <summary>Null when there is no such account.</summary>
    public Task<AccountAnswer?> FindAccount(Name account, CancellationToken cancellation = default) =>
        OrNull(GetAccount(account, cancellation));

    /// <summary>Null when the account has no ABI.</summary>
    public async Task<AbiDefinition?> GetAbi(Name account, CancellationToken cancellation = default) =>
        JsonRead.Object(await _http.Post("/v1/chain/get_abi", AccountBody(account), cancellation), "get_abi")["abi"] is { } abi ? AbiJson.Read(abi) : null;

    /// <summary>The packed ABI, and the hashes of code and ABI.</summary>
    public async Task<CodeAnswer> GetRawAbi(Name account, CancellationToken cancellation = default) =>
        CodeAnswer.Read(await _http.Post("/v1/chain/get_raw_abi", AccountBody(account), cancellation));

    public async Task<TableRows> GetTableRows(TableRowsRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return TableRows.Read(await _http.Post("/v1/chain/get_table_rows", request.ToJson(), cancellation));
    }

    /// <summary>Those of the available keys that the transaction needs.</summary>
    public async Task<IReadOnlyList<string>> GetRequiredKeys(IEnumerable<string> availableKeys, Transaction transaction, CancellationToken cancellation = default)
    {
        var body = new JsonObject
        {
            ["transaction"] = transaction.ToJson(),
            ["available_keys"] = new JsonArray([.. availableKeys.Select(key => (JsonNode)key)]),
        };
        var answer = JsonRead.Object(await _http.Post("/v1/chain/get_required_keys", body, cancellation), "get_required_keys");
        return [.. JsonRead.Array(answer["required_keys"], "required_keys").Select(key => JsonRead.Text(key, "required_keys"))];
    }

    /// <summary>The same as <see cref="SendTransaction"/> through the older endpoint.</summary>
    public Task<SentTransaction> PushTransaction(PackedTransaction transaction, CancellationToken cancellation = default) =>
        Send("/v1/chain/push_transaction", transaction.ToJson(), transaction, cancellation);

    /// <summary>
    /// Sends it once to the first node that answers. Repeating the same bytes is safe: a second time the answer is
    /// <see cref="EosioApiException.IsDuplicate"/>, which means that it is in.
    /// </summary>
    public Task<SentTransaction> SendTransaction(PackedTransaction transaction, CancellationToken cancellation = default)
    {
        // With return_failure_trace a failed transaction would be answered with 202.
        var body = new JsonObject { ["return_failure_trace"] = false, ["retry_trx"] = false, ["transaction"] = transaction.ToJson() };
        return Send("/v1/chain/send_transaction2", body, transaction, cancellation);
    }

    /// <summary>Fills in expiration and reference block (the last irreversible one, which no fork removes) where they are missing.</summary>
    public async Task<Transaction> Prepare(Transaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return Prepare(transaction, await GetInfo(cancellation));
    }

    /// <summary>The same with an answer of the node that is at hand.</summary>
    public Transaction Prepare(Transaction transaction, ChainInfo info)
    {
        // The chain compares with the time of the block to come: the head's if our clock is behind, ours if the chain has been standing still.
        var now = _time.GetUtcNow();
        var start = now > info.HeadBlockTime ? now : info.HeadBlockTime;
        var expiring = transaction.Expiration == default ? transaction with { Expiration = TimePointSec.From(start + _expiry) } : transaction;
        return expiring is { RefBlockNum: 0, RefBlockPrefix: 0 } ? expiring.WithReference(info.LastIrreversibleBlockId) : expiring;
    }

    /// <summary>Prepares, signs and sends.</summary>
    /// <exception cref="InvalidOperationException">No sign provider is configured.</exception>
    public async Task<SentTransaction> CreateTransaction(Transaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return await SendTransaction((await Sign(transaction, cancellation)).Pack(), cancellation);
    }

    /// <summary>Prepares and signs. Keep the result to repeat the sending with the same bytes when its outcome stays unknown.</summary>
    /// <exception cref="InvalidOperationException">No sign provider is configured.</exception>
    public async Task<SignedTransaction> Sign(Transaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var signer = _signer ?? throw new InvalidOperationException("A SignProvider is needed to sign transactions.");
        var info = await GetInfo(cancellation);
        var prepared = Prepare(transaction, info);
        var required = await GetRequiredKeys(await signer.GetAvailableKeys(), prepared, cancellation);
        var contracts = prepared.Actions.Select(action => action.Account.ToString()).Distinct(StringComparer.Ordinal);
        var signatures = await signer.Sign(info.ChainId.ToArray(), required, prepared.Pack(), contracts);
        return new(prepared, [.. signatures.Select(Signature.Parse)]);
    }

    /// <summary>Null when the node has no trace of the block (yet).</summary>
    public async Task<TracedBlock?> GetTracedBlock(uint number, CancellationToken cancellation = default) =>
        await OrNull(_http.Post("/v1/trace_api/get_block", new() { ["block_num"] = number }, cancellation)) is { } block ? TracedBlock.Read(block) : null;

    /// <summary>Null when the node has no trace of the transaction (yet).</summary>
    public async Task<TracedTransaction?> GetTracedTransaction(Checksum256 id, CancellationToken cancellation = default) =>
        await OrNull(_http.Post("/v1/trace_api/get_transaction_trace", new() { ["id"] = id.ToString() }, cancellation)) is { } trace ? TracedTransaction.Read(trace) : null;

    public async Task<TransactionStatusAnswer> GetTransactionStatus(Checksum256 id, CancellationToken cancellation = default) =>
        TransactionStatusAnswer.Read(await _http.Post("/v1/chain/get_transaction_status", new() { ["id"] = id.ToString() }, cancellation));

    static JsonObject AccountBody(Name account) => new() { ["account_name"] = account.ToString() };

    static async Task<T?> OrNull<T>(Task<T> asked)
        where T : class?
    {
        try
        {
            return await asked;
        }
        catch (EosioApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    async Task<SentTransaction> Send(string path, JsonObject body, PackedTransaction transaction, CancellationToken cancellation)
    {
        var mayBeIn = false;
        try
        {
            return SentTransaction.Read(await _http.Post(path, body, cancellation, unanswered: () => mayBeIn = true));
        }
        catch (EosioApiException duplicate) when (duplicate.IsDuplicate && mayBeIn)
        {
            // A node asked a moment ago took the bytes without answering.
            return new(transaction.Unpack().Transaction.Id, null);
        }
    }
}
