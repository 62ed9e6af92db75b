using System.Net;
using LocalEnergyMarket.Backend.Anchoring.Performing;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class VerdictTests
{
    /// <summary>Codes and names as nodeos (Leap 4) gave them, and those of its exceptions.hpp that are about the node.</summary>
    [Theory]
    [InlineData(3_040_008, "tx_duplicate", "Taken")]
    [InlineData(3_040_005, "expired_tx_exception", "Outlived")]
    [InlineData(3_040_007, "invalid_ref_block_exception", "Outlived")]
    [InlineData(3_010_010, "packed_transaction_type_exception", "Never")]
    [InlineData(3_040_000, "transaction_exception", "NotSetUp")]
    [InlineData(3_040_003, "tx_no_auths", "Never")]
    [InlineData(3_040_006, "tx_exp_too_far_exception", "Later")]
    [InlineData(3_040_012, "too_many_tx_at_once", "Later")]
    [InlineData(3_040_018, "tx_resource_exhaustion", "Later")]
    [InlineData(3_050_001, "account_name_exists_exception", "Never")]
    [InlineData(3_050_003, "eosio_assert_message_exception", "Never")]
    [InlineData(3_050_004, "eosio_assert_code_exception", "Never")]
    [InlineData(3_060_101, "database_guard_exception", "Later")]
    [InlineData(3_070_002, "wasm_execution_error", "Never")]
    [InlineData(3_080_001, "ram_usage_exceeded", "Later")]
    [InlineData(3_080_002, "tx_net_usage_exceeded", "Later")]
    [InlineData(3_080_004, "tx_cpu_usage_exceeded", "Later")]
    [InlineData(3_081_001, "leeway_deadline_exception", "Later")]
    [InlineData(3_090_001, "tx_duplicate_sig", "Never")]
    [InlineData(3_090_002, "tx_irrelevant_sig", "Never")]
    [InlineData(3_090_003, "unsatisfied_authorization", "NotSetUp")]
    [InlineData(3_090_004, "missing_auth_exception", "Never")]
    [InlineData(3_100_006, "subjective_block_production_exception", "Later")]
    [InlineData(3_130_002, "actor_blacklist_exception", "Later")]
    [InlineData(3_160_008, "set_exact_code", "Never")]
    [InlineData(3_170_002, "missing_pending_block_state", "Later")]
    [InlineData(3_230_001, "crypto_api_exception", "Never")]
    [InlineData(0, "", "Later")]
    public void Each_refusal_is_understood(long code, string name, string verdict) =>
        Assert.Equal(verdict, Verdicts.Of(new EosioApiException(HttpStatusCode.InternalServerError, "/v1/chain/send_transaction2", code, name, "", "")).ToString());
}
