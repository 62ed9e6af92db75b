using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Edge.Gateway.Chain;

/// <summary>What a node's refusal of a report means.</summary>
enum Refusal
{
    /// <summary>These bytes are in already.</summary>
    Taken,

    /// <summary>The tables have to be looked at: the report may be in, or its event gone.</summary>
    Look,

    /// <summary>These bytes will not get in; new ones may, once it is certain that these did not.</summary>
    Outlived,

    /// <summary>The node or the account is short of something, or not set up yet.</summary>
    Later,

    /// <summary>No report like this will ever be taken.</summary>
    Never,
}

/// <summary>Reads nodeos' error codes (Leap's exceptions.hpp: a class of errors is a range) and the contract's messages.</summary>
static class Refusals
{
    const long UnknownAccount = 3_040_000;
    const long Expired = 3_040_005;
    const long ExpiresTooFarAhead = 3_040_006;
    const long WrongReference = 3_040_007;
    const long TooManyAtOnce = 3_040_012;
    const long TransientLimit = 3_040_018;
    const long Unsatisfied = 3_090_003;

    public static Refusal Of(EosioApiException refusal) => MarketErrors.In(refusal.Details) switch
    {
        MarketError.NoEvent or MarketError.EventReportedAlready or MarketError.TimeslotNotNew => Refusal.Look,
        MarketError.NotConfigured => Refusal.Later,
        not MarketError.None => Refusal.Never,
        _ => OfNode(refusal),
    };

    static Refusal OfNode(EosioApiException refusal) => refusal.Code switch
    {
        _ when refusal.IsDuplicate => Refusal.Taken,
        Expired or WrongReference => Refusal.Outlived,

        // The account may be made, or get its key, a moment later; RAM, NET and CPU (resource_exhausted_exception) come back.
        ExpiresTooFarAhead or TooManyAtOnce or TransientLimit or UnknownAccount or Unsatisfied => Refusal.Later,

        // chain_type, transaction and action_validate, wasm, authorization, contract, contract_api exceptions.
        (>= 3_010_000 and < 3_020_000) or (>= 3_040_000 and < 3_060_000) or (>= 3_070_000 and < 3_080_000)
            or (>= 3_090_000 and < 3_100_000) or (>= 3_160_000 and < 3_170_000) or (>= 3_230_000 and < 3_240_000) => Refusal.Never,
        _ => Refusal.Later,
    };
}
