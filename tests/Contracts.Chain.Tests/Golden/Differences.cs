namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>Where an answer may differ from the recorded one in value, though never in kind, and why.</summary>
static class Differences
{
    const string Id = "the hash of blocks before it, which hold what was not recorded";
    const string Count = "counts what was not recorded";
    const string Signed = "signed with another key, since the recorded one's private half is not known";
    const string Clock = "measured there, counted in steps here";
    const string Parser = "the parser here says more of what is wrong with a module, and where";
    const string Skipped = "the recorded node was stopped for a while and skipped slots";
    const string Place = "a place in the node's source code";

    /// <summary>Fields by name, wherever they are.</summary>
    public static IReadOnlyDictionary<string, string> Fields { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = Id,
        ["trx_id"] = Id,
        ["transaction_id"] = Id,
        ["block_id"] = Id,
        ["head_id"] = Id,
        ["irreversible_id"] = Id,
        ["head_block_id"] = Id,
        ["last_irreversible_block_id"] = Id,
        ["fork_db_head_block_id"] = Id,
        ["previous"] = Id,
        ["previous_id"] = Id,
        ["transaction_mroot"] = Id,
        ["action_mroot"] = Id,
        ["ref_block_prefix"] = Id,
        ["earliest_tracked_block_id"] = "the node forgets, this chain has everything from block 1 on",
        ["earliest_tracked_block_number"] = "the node forgets, this chain has everything from block 1 on",
        ["producer_signature"] = Signed,
        ["signatures"] = Signed,
        ["packed_trx"] = "has the id of another reference block in it",
        ["global_sequence"] = Count,
        ["elapsed"] = Clock,
        ["cpu_usage_us"] = Clock,
        ["billing_timer"] = Clock,
        ["billed"] = Clock,
        ["timestamp of the error"] = Clock,
        ["last_usage_update_time"] = "the account was used by what was not recorded",
        ["file"] = Place,
        ["line"] = Place,
        ["line_number"] = Place,
        ["thread_name"] = "the node names its thread, this chain itself",
        ["activation_block_num"] = "active here from block 1 on",
    };

    /// <summary>Values of single recordings: the path in the answer, with [] for every element of an array.</summary>
    public static IReadOnlyDictionary<(string Recording, string Path), string> Values { get; } = new Dictionary<(string, string), string>
    {
        [("get_info", "$.server_version")] = "this is not nodeos and says so",
        [("get_info", "$.server_version_string")] = "this is not nodeos and says so",
        [("get_info", "$.server_full_version_string")] = "this is not nodeos and says so",
        [("get_info", "$.virtual_block_cpu_limit")] = "grows with every block that is not full, here too, but from another start",
        [("get_info", "$.virtual_block_net_limit")] = "grows with every block that is not full, here too, but from another start",
        [("get_info", "$.block_cpu_limit")] = Clock,
        [("get_info", "$.block_net_limit")] = Clock,
        [("get_account-eosio", "$.ram_usage")] = "the recorded node's boot contract is not known",
        [("get_account-eosio", "$.last_code_update")] = "the recorded node's boot contract is not known",
        [("send_transaction2-setcode-setabi", "$.processed.action_traces[].receipt.recv_sequence")] = Count,
        [("send_transaction2-success-zlib", "$.processed.net_usage")] = "another zlib, another length",
        [("send_transaction2-success-zlib", "$.processed.receipt.net_usage_words")] = "another zlib, another length",
        [("send_transaction2-linkauth-permission-but-contract-require_auth", "$.processed.action_traces[].receipt.recv_sequence")] = Count,
        [("send_transaction2-linkauth-permission-but-contract-require_auth", "$.processed.action_traces[].receipt.auth_sequence[][]")] = Count,
        [("send_transaction2-success-int64-large", "$.processed.action_traces[].receipt.recv_sequence")] = Count,
        [("get_table_by_scope-table", "$.rows[].count")] = Count,
        [("error-setcode-invalid", "$.processed.except.stack[].format")] = Parser,
        [("error-setcode-invalid", "$.processed.action_traces[].except.stack[].format")] = Parser,
        [("error-setcode-invalid-no-failure-trace", "$.error.details[].message")] = Parser,
        [("trace_api-get_block", "$.transactions[].actions[].data")] = "onblock carries the header of the block before",
        [("verbose-http-errors/get_info", "$.head_block_time")] = Skipped,
        [("verbose-http-errors/get_info", "$.last_irreversible_block_time")] = Skipped,
        [("error-wrong-chain-id", "$.processed.except.stack[].data.provided_keys[]")] = "the key that a signature over something else gives is any",
        [("error-wrong-chain-id-no-failure-trace", "$.error.details[].message")] = "the key that a signature over something else gives is any",
    };

    /// <summary>Endpoints the recorded node has and this chain has not: they steer a node, and it has nothing they could steer.</summary>
    public static IReadOnlySet<string> LeftOut { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "/v1/producer/add_greylist_accounts",
        "/v1/producer/create_snapshot",
        "/v1/producer/get_account_ram_corrections",
        "/v1/producer/get_integrity_hash",
        "/v1/producer/get_snapshot_requests",
        "/v1/producer/get_unapplied_transactions",
        "/v1/producer/pause",
        "/v1/producer/remove_greylist_accounts",
        "/v1/producer/resume",
        "/v1/producer/schedule_snapshot",
        "/v1/producer/set_whitelist_blacklist",
        "/v1/producer/unschedule_snapshot",
        "/v1/producer/update_runtime_options",
    };

    /// <summary>Recordings answered in another way altogether.</summary>
    public static IReadOnlyDictionary<string, (int Status, int Code, string Why)> Answers { get; } = new Dictionary<string, (int, int, string)>(StringComparer.Ordinal)
    {
        ["error-delay_sec"] = (500, 3040000, "delayed transactions are refused, as by Leap 5 and Spring once deferred transactions are switched off"),
    };
}
