using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Performing;

/// <summary>What a node's refusal of a transaction means for its entry.</summary>
enum Verdict
{
    /// <summary>It is in already.</summary>
    Taken,

    /// <summary>It may work later: the node is short of something, or does not know.</summary>
    Later,

    /// <summary>These bytes get in no more, or not through this node: sign anew once that is certain.</summary>
    Outlived,

    /// <summary>The chain does not know the accounts, or knows another key: a person can put that right, except for what a box has signed.</summary>
    NotSetUp,

    /// <summary>It will be refused whenever it is sent.</summary>
    Never,
}

/// <summary>Reads nodeos' error codes (Leap's exceptions.hpp: a class of errors is a range).</summary>
static class Verdicts
{
    const long UnknownAccount = 3_040_000;
    const long Expired = 3_040_005;
    const long ExpiresTooFarAhead = 3_040_006;
    const long WrongReference = 3_040_007;
    const long TooManyAtOnce = 3_040_012;
    const long TransientLimit = 3_040_018;
    const long Unsatisfied = 3_090_003;

    /// <summary>resource_exhausted_exception: a smaller transaction may pass.</summary>
    public static bool IsTooMuch(EosioApiException refusal) => refusal.Code is >= 3_080_000 and < 3_090_000;

    public static Verdict Of(EosioApiException refusal) => refusal.Code switch
    {
        _ when refusal.IsDuplicate => Verdict.Taken,

        // The box has sent an answer of its own, and the Watcher will see it.
        _ when MarketErrors.In(refusal.Details) == MarketError.EventReportedAlready => Verdict.Taken,
        Expired or WrongReference => Verdict.Outlived,
        ExpiresTooFarAhead or TooManyAtOnce or TransientLimit => Verdict.Later,
        UnknownAccount or Unsatisfied => Verdict.NotSetUp,

        // chain_type_exception: the bytes are not a transaction.
        >= 3_010_000 and < 3_020_000 => Verdict.Never,

        // transaction_exception; action_validate_exception, what contracts refuse among it.
        >= 3_040_000 and < 3_060_000 => Verdict.Never,

        // wasm_exception, authorization_exception.
        (>= 3_070_000 and < 3_080_000) or (>= 3_090_000 and < 3_100_000) => Verdict.Never,

        // contract_exception, contract_api_exception.
        (>= 3_160_000 and < 3_170_000) or (>= 3_230_000 and < 3_240_000) => Verdict.Never,
        _ => Verdict.Later,
    };
}
