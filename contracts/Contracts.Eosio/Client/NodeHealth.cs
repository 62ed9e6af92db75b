namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>How the client sees one of its nodes.</summary>
/// <param name="HeadBlockNum">As it last said; 0 when it has not been asked.</param>
/// <param name="RestingUntil">It is not asked before, unless no other is left; null when it is well.</param>
/// <param name="Problem">Why it rests; empty when it is well.</param>
public sealed record NodeHealth(Uri Endpoint, uint HeadBlockNum, uint LastIrreversibleBlockNum, DateTimeOffset? RestingUntil, string Problem);
