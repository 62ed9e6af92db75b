using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Anchoring.Performing;

/// <summary>What a node's refusal of a transaction means for its entry.</summary>
enum Verdict
{
    /// <summary>It is in already.</summary>
    Taken,

    /// <summary>It may work later: the node is short of something, or does not know.</summary>
    Later,

    /// <summary>These bytes can no longer get in: sign anew once that is certain.</summary>
    Outlived,

    /// <summary>It will be refused whenever it is sent.</summary>
    Never,
}

/// <summary>Reads nodeos' error codes (Leap's exceptions.hpp, by ranges).</summary>
static class Verdicts
{
    const long Expired = 3_040_005;
    const long WrongReference = 3_040_007;

    public static Verdict Of(EosioApiException refusal) => refusal.Code switch
    {
        _ when refusal.IsDuplicate => Verdict.Taken,
        Expired or WrongReference => Verdict.Outlived,

        // transaction_exception, action_validate_exception, wasm_exception, authorization_exception, contract's own codes.
        >= 3_040_000 and < 3_060_000 or >= 3_070_000 and < 3_080_000 or >= 3_090_000 and < 3_100_000 or >= 3_230_000 and < 3_240_000 => Verdict.Never,
        10 => Verdict.Never,
        _ => Verdict.Later,
    };
}
