using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Execution;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Who makes the blocks: the account eosio, alone, with the development key.</summary>
static class ProducerEndpoints
{
    /// <summary>A node writes doubles with 17 decimals.</summary>
    const string NoVotes = "0.00000000000000000";

    public static Answer GetSchedule(EmbeddedChain chain) => Answer.Ok(new JsonObject
    {
        ["active"] = new JsonObject
        {
            ["version"] = 0,
            ["producers"] = new JsonArray(new JsonObject { ["producer_name"] = WellKnownNames.System.ToString(), ["authority"] = Authority(chain) }),
        },
        ["pending"] = null,
        ["proposed"] = null,
    });

    /// <summary>Without a system contract nobody can be voted for, so these are the active ones, as a node answers then.</summary>
    public static Answer GetProducers(EmbeddedChain chain, RequestBody body)
    {
        _ = body.UInt32("limit", 0);
        _ = body.Flag("json");
        return Answer.Ok(new JsonObject
        {
            ["rows"] = new JsonArray(new JsonObject
            {
                ["owner"] = WellKnownNames.System.ToString(),
                ["producer_authority"] = Authority(chain),
                ["url"] = "",
                ["total_votes"] = NoVotes,
                ["producer_key"] = Key(chain),
            }),
            ["total_producer_vote_weight"] = NoVotes,
            ["more"] = "",
        });
    }

    /// <summary>Nothing is ever scheduled: delays are refused.</summary>
    public static Answer GetScheduledTransactions(RequestBody body)
    {
        _ = body.UInt32("limit", 0);
        return Answer.Ok(new JsonObject { ["transactions"] = new JsonArray(), ["more"] = "" });
    }

    public static Answer GetRuntimeOptions() => Answer.Created(new JsonObject
    {
        ["max_transaction_time"] = StepBudget.MostMicroseconds / 1000,
        ["max_irreversible_block_age"] = -1,
        ["produce_block_offset_ms"] = 0,
        ["subjective_cpu_leeway_us"] = 0,
        ["greylist_limit"] = 1000,
    });

    public static Answer GetGreylist() => Answer.Created(new JsonObject { ["accounts"] = new JsonArray() });

    public static Answer GetWhitelistBlacklist() => Answer.Created(new JsonObject
    {
        ["actor_whitelist"] = new JsonArray(),
        ["actor_blacklist"] = new JsonArray(),
        ["contract_whitelist"] = new JsonArray(),
        ["contract_blacklist"] = new JsonArray(),
        ["action_blacklist"] = new JsonArray(),
        ["key_blacklist"] = new JsonArray(),
    });

    static JsonArray Authority(EmbeddedChain chain) => new(0, new JsonObject
    {
        ["threshold"] = 1,
        ["keys"] = new JsonArray(new JsonObject { ["key"] = Key(chain), ["weight"] = 1 }),
    });

    static string Key(EmbeddedChain chain) => chain.Genesis.Key.ToString();
}
