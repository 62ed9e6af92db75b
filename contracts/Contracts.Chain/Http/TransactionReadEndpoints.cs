using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Endpoints that say something of transactions without executing any.</summary>
static class TransactionReadEndpoints
{
    public static Answer GetRequiredKeys(EmbeddedChain chain, RequestBody body)
    {
        List<PublicKey> available;
        try
        {
            available = [.. body.Array("available_keys").Select(k => PublicKey.Parse(k?.ToString() ?? ""))];
        }
        catch (EosioFormatException malformed)
        {
            throw RequestBody.Invalid(malformed.Message);
        }

        return chain.Read(view =>
        {
            var transaction = ReadTransaction(view, body.Node("transaction"));
            var keys = new Authorization(view.State.Accounts).RequiredKeys(transaction.Actions, available);
            return Answer.Ok(new JsonObject { ["required_keys"] = new JsonArray([.. keys.Select(k => (JsonNode)k.ToString())]) });
        });
    }

    /// <summary>The body is the transaction itself; its actions' data in hex.</summary>
    public static Answer GetId(RequestBody body)
    {
        try
        {
            return Answer.Ok(TransactionJson.ReadTransaction(body.Json).Id.ToString());
        }
        catch (EosioFormatException malformed)
        {
            throw RequestBody.Invalid(malformed.Message);
        }
    }

    public static Answer GetStatus(EmbeddedChain chain, RequestBody body)
    {
        if (body.IsMissing)
        {
            throw RequestBody.Missing();
        }

        var id = ReadId(body.Json) ?? throw new ChainException(ErrorKind.InvalidRequest, "parse_params", "Invalid transaction id");
        return chain.Read(view => Answer.Ok(Status(view, id)));
    }

    static JsonObject Status(EmbeddedChain.ChainView view, Checksum256 id)
    {
        var json = new JsonObject();
        if (view.Transaction(id) is { } found)
        {
            var block = view.Block(found.Trace.BlockNumber);
            json["state"] = block is null ? "LOCALLY_APPLIED" : block.Number > view.LastIrreversible.Number ? "IN_BLOCK" : "IRREVERSIBLE";
            if (block is not null)
            {
                json["block_number"] = block.Number;
                json["block_id"] = block.Id.ToString();
                json["block_timestamp"] = block.Header.Timestamp.ToString();
            }

            json["expiration"] = new TimePoint(found.Transaction.Expiration.Seconds * 1_000_000L).ToString();
        }
        else
        {
            json["state"] = "UNKNOWN";
        }

        json["head_number"] = view.Head.Number;
        json["head_id"] = view.Head.Id.ToString();
        json["head_timestamp"] = view.Head.Header.Timestamp.ToString();
        json["irreversible_number"] = view.LastIrreversible.Number;
        json["irreversible_id"] = view.LastIrreversible.Id.ToString();
        json["irreversible_timestamp"] = view.LastIrreversible.Header.Timestamp.ToString();
        json["earliest_tracked_block_id"] = view.Block(1)!.Id.ToString();
        json["earliest_tracked_block_number"] = 1;
        return json;
    }

    static Checksum256? ReadId(JsonNode? json)
    {
        try
        {
            return json is JsonObject body && body["id"] is JsonValue text && Checksum256.Parse(text.ToString()) is var id && id != default ? id : null;
        }
        catch (Exception malformed) when (malformed is EosioFormatException or ArgumentException)
        {
            return null;
        }
    }

    static Transaction ReadTransaction(EmbeddedChain.ChainView view, JsonNode? json)
    {
        try
        {
            return new TransactionReader(view.State.Accounts).ReadTransaction(json);
        }
        catch (EosioFormatException malformed)
        {
            throw new ChainException(ErrorKind.TransactionType, "get_required_keys", "Invalid transaction").With("from_variant", malformed.Message);
        }
    }
}
