using LocalEnergyMarket.Contracts.Chain.Blocks;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>All endpoints by path.</summary>
static class Endpoints
{
    public static Dictionary<string, Endpoint> Of(EmbeddedChain chain) => new(StringComparer.Ordinal)
    {
        ["/v1/chain/get_info"] = new(_ => InfoEndpoints.GetInfo(chain), Parameters.None),
        ["/v1/chain/get_activated_protocol_features"] = new(ProtocolFeatureEndpoints.GetActivated, Parameters.Optional),
        ["/v1/chain/get_consensus_parameters"] = new(_ => InfoEndpoints.GetConsensusParameters(chain), Parameters.None),
        ["/v1/chain/get_producer_schedule"] = new(_ => ProducerEndpoints.GetSchedule(chain), Parameters.None),
        ["/v1/chain/get_producers"] = new(body => ProducerEndpoints.GetProducers(chain, body)),
        ["/v1/chain/get_scheduled_transactions"] = new(ProducerEndpoints.GetScheduledTransactions),

        ["/v1/chain/get_block"] = new(body => BlockEndpoints.GetBlock(chain, body)),
        ["/v1/chain/get_raw_block"] = new(body => BlockEndpoints.GetRawBlock(chain, body)),
        ["/v1/chain/get_block_info"] = new(body => BlockEndpoints.GetBlockInfo(chain, body)),
        ["/v1/chain/get_block_header"] = new(body => BlockEndpoints.GetBlockHeader(chain, body)),
        ["/v1/chain/get_block_header_state"] = new(body => BlockEndpoints.GetBlockHeaderState(chain, body)),

        ["/v1/chain/get_account"] = new(body => AccountEndpoints.GetAccount(chain, body)),
        ["/v1/chain/get_accounts_by_authorizers"] = new(body => AuthorizerEndpoint.Get(chain, body)),
        ["/v1/chain/get_abi"] = new(body => CodeEndpoints.GetAbi(chain, body)),
        ["/v1/chain/get_code"] = new(body => CodeEndpoints.GetCode(chain, body)),
        ["/v1/chain/get_code_hash"] = new(body => CodeEndpoints.GetCodeHash(chain, body)),
        ["/v1/chain/get_raw_abi"] = new(body => CodeEndpoints.GetRawAbi(chain, body)),
        ["/v1/chain/get_raw_code_and_abi"] = new(body => CodeEndpoints.GetRawCodeAndAbi(chain, body)),

        ["/v1/chain/get_table_rows"] = new(body => TableEndpoints.GetRows(chain, body)),
        ["/v1/chain/get_table_by_scope"] = new(body => TableEndpoints.GetByScope(chain, body)),
        ["/v1/chain/get_currency_balance"] = new(body => CurrencyEndpoints.GetBalance(chain, body)),
        ["/v1/chain/get_currency_stats"] = new(body => CurrencyEndpoints.GetStats(chain, body)),

        ["/v1/chain/get_required_keys"] = new(body => TransactionReadEndpoints.GetRequiredKeys(chain, body)),
        ["/v1/chain/get_transaction_id"] = new(TransactionReadEndpoints.GetId),
        ["/v1/chain/get_transaction_status"] = new(body => TransactionReadEndpoints.GetStatus(chain, body), Parameters.Own),
        ["/v1/chain/push_transaction"] = new(body => TransactionEndpoints.Push(chain, body.Json, asTree: true)),
        ["/v1/chain/push_transactions"] = new(body => TransactionEndpoints.PushAll(chain, body)),
        ["/v1/chain/send_transaction"] = new(body => TransactionEndpoints.Push(chain, body.Json, asTree: false)),
        ["/v1/chain/send_transaction2"] = new(body => TransactionEndpoints.Send2(chain, body)),
        ["/v1/chain/compute_transaction"] = new(body => TransactionEndpoints.Compute(chain, body, readOnly: false)),
        ["/v1/chain/send_read_only_transaction"] = new(body => TransactionEndpoints.Compute(chain, body, readOnly: true)),
        ["/v1/chain/push_block"] = new(BlockEndpoints.PushBlock),

        ["/v1/trace_api/get_block"] = new(body => TraceEndpoints.GetBlock(chain, body), Parameters.Own),
        ["/v1/trace_api/get_transaction_trace"] = new(body => TraceEndpoints.GetTransaction(chain, body), Parameters.Own),

        ["/v1/producer/get_supported_protocol_features"] = new(ProtocolFeatureEndpoints.GetSupported, Parameters.Optional),
        ["/v1/producer/schedule_protocol_feature_activations"] = new(ProtocolFeatureEndpoints.ScheduleActivations),
        ["/v1/producer/get_scheduled_protocol_feature_activations"] = new(_ => ProtocolFeatureEndpoints.GetScheduled(), Parameters.None),
        ["/v1/producer/paused"] = new(_ => Answer.Created(false), Parameters.None),
        ["/v1/producer/get_runtime_options"] = new(_ => ProducerEndpoints.GetRuntimeOptions(), Parameters.None),
        ["/v1/producer/get_greylist"] = new(_ => ProducerEndpoints.GetGreylist(), Parameters.None),
        ["/v1/producer/get_whitelist_blacklist"] = new(_ => ProducerEndpoints.GetWhitelistBlacklist(), Parameters.None),
    };
}
