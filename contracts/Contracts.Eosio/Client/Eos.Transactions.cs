using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <content>Making, signing and sending transactions.</content>
public sealed partial class Eos
{
    /// <summary>Those of the available keys that the transaction needs.</summary>
    public Task<IReadOnlyList<string>> GetRequiredKeys(IEnumerable<string> availableKeys, Transaction transaction, CancellationToken cancellation = default)
    {
        var body = new JsonObject
        {
            ["transaction"] = transaction.ToJson(),
            ["available_keys"] = new JsonArray([.. availableKeys.Select(key => (JsonNode)key)]),
        };
        return Ask<IReadOnlyList<string>>("/v1/chain/get_required_keys", body, Keys, cancellation);

        static string[] Keys(JsonNode? json) =>
            [.. JsonRead.Array(JsonRead.Object(json, "get_required_keys")["required_keys"], "required_keys").Select(key => JsonRead.Text(key, "required_keys"))];
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

    /// <summary>Prepares and signs. Keep the result to repeat the sending with the same bytes when its outcome stays unknown.</summary>
    /// <exception cref="InvalidOperationException">No sign provider is configured.</exception>
    public async Task<SignedTransaction> Sign(Transaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var signer = _signer ?? throw new InvalidOperationException("A SignProvider is needed to sign transactions.");
        var info = await GetInfo(cancellation);
        var prepared = Prepare(transaction, info);
        var required = await GetRequiredKeys(await signer.GetAvailableKeys(), prepared, cancellation);
        return await Sign(signer, prepared, info.ChainId, required);
    }

    /// <summary>Signs with the keys given, without asking a node which are needed.</summary>
    /// <exception cref="InvalidOperationException">No sign provider is configured.</exception>
    public async Task<SignedTransaction> SignTransaction(Transaction transaction, IEnumerable<string> requiredKeys, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var signer = _signer ?? throw new InvalidOperationException("A SignProvider is needed to sign transactions.");
        var info = await GetInfo(cancellation);
        return await Sign(signer, Prepare(transaction, info), info.ChainId, [.. requiredKeys]);
    }

    /// <summary>Prepares, signs and sends.</summary>
    /// <exception cref="InvalidOperationException">No sign provider is configured.</exception>
    public async Task<SentTransaction> CreateTransaction(Transaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return await BroadcastTransaction(await Sign(transaction, cancellation), cancellation);
    }

    public Task<SentTransaction> BroadcastTransaction(SignedTransaction transaction, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return SendTransaction(transaction.Pack(), cancellation);
    }

    /// <summary>The same as <see cref="SendTransaction"/> through the older endpoint.</summary>
    public Task<SentTransaction> PushTransaction(PackedTransaction transaction, CancellationToken cancellation = default) =>
        Send("/v1/chain/push_transaction", transaction.ToJson(), transaction, cancellation);

    /// <summary>
    /// Sends it to the first node that answers. <see cref="HttpRequestException"/> leaves open whether it is in; repeating the same bytes is safe: a second
    /// time the answer is <see cref="EosioApiException.IsDuplicate"/>, which means that it is in. <see cref="SendUntilKnown"/> does that by itself.
    /// </summary>
    public Task<SentTransaction> SendTransaction(PackedTransaction transaction, CancellationToken cancellation = default)
    {
        // With return_failure_trace a failed transaction would be answered with 202.
        var body = new JsonObject { ["return_failure_trace"] = false, ["retry_trx"] = false, ["transaction"] = transaction.ToJson() };
        return Send("/v1/chain/send_transaction2", body, transaction, cancellation);
    }

    /// <summary>Runs it without putting it into a block; signatures are not needed. The trace has the outcome, a failure in <c>except</c>.</summary>
    public Task<JsonObject> ComputeTransaction(PackedTransaction transaction, CancellationToken cancellation = default) => Run("/v1/chain/compute_transaction", transaction, cancellation);

    /// <summary>Calls read-only actions, without authorization; the trace has what they return, a failure in <c>except</c>.</summary>
    public Task<JsonObject> SendReadOnlyTransaction(PackedTransaction transaction, CancellationToken cancellation = default) =>
        Run("/v1/chain/send_read_only_transaction", transaction, cancellation);

    public Task<TransactionStatusAnswer> GetTransactionStatus(Checksum256 id, CancellationToken cancellation = default) => Ask(
        "/v1/chain/get_transaction_status",
        new() { ["id"] = id.ToString() },
        TransactionStatusAnswer.Read,
        cancellation,
        status => (status.HeadNumber, status.IrreversibleNumber));

    static async Task<SignedTransaction> Sign(ISignProvider signer, Transaction prepared, Checksum256 chain, IReadOnlyList<string> required)
    {
        var contracts = prepared.Actions.Select(action => action.Account.ToString()).Distinct(StringComparer.Ordinal);
        var signatures = await signer.Sign(chain.ToArray(), required, prepared.Pack(), contracts);
        return new(prepared, [.. signatures.Select(Signature.Parse)]);
    }

    Task<JsonObject> Run(string path, PackedTransaction transaction, CancellationToken cancellation) => Ask(
        path, new() { ["transaction"] = transaction.ToJson() }, json => JsonRead.Object(JsonRead.Object(json, path)["processed"], "processed"), cancellation);

    async Task<SentTransaction> Send(string path, JsonObject body, PackedTransaction transaction, CancellationToken cancellation)
    {
        var mayBeIn = false;
        try
        {
            return await _nodes.Post(path, body, SentTransaction.Read, cancellation, sent => (sent.BlockNum ?? 0, 0), unanswered: () => mayBeIn = true);
        }
        catch (EosioApiException duplicate) when (duplicate.IsDuplicate && mayBeIn)
        {
            // A node asked a moment ago took the bytes without answering.
            return new(transaction.Unpack().Transaction.Id, null);
        }
    }
}
