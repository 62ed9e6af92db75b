using System.Runtime.InteropServices;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Edge.Gateway.Chain;

/// <summary>Where the chain stands.</summary>
/// <param name="Irreversible">The time of the last irreversible block.</param>
/// <param name="Frame">A transaction without actions that can enter a block from now on: reference and expiration.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct ChainMoment(DateTimeOffset Irreversible, Transaction Frame)
{
    /// <summary>A chain that has stood still goes on with the clock's time; a box whose clock is wrong must not ask for more than a node takes (an hour).</summary>
    static readonly TimeSpan LongestStandstill = TimeSpan.FromMinutes(30);

    /// <param name="expiry">How long a transaction may enter a block; up to an hour.</param>
    public static async Task<ChainMoment> NowAsync(Eos chain, TimeSpan expiry, TimeProvider real, CancellationToken cancellationToken)
    {
        var info = await chain.GetInfo(cancellationToken);
        var irreversible = info.LastIrreversibleBlockTime ?? (await chain.GetBlock(info.LastIrreversibleBlockNum, cancellationToken)).Header.Timestamp.Time;
        return new(irreversible, new Transaction { Expiration = Expiration(info.HeadBlockTime, real.GetUtcNow(), expiry) }.WithReference(info.LastIrreversibleBlockId));
    }

    internal static TimePointSec Expiration(DateTimeOffset head, DateTimeOffset clock, TimeSpan expiry)
    {
        var latest = head + LongestStandstill - expiry;
        var start = clock < latest ? clock : latest;
        return TimePointSec.From((start > head ? start : head) + expiry);
    }

    /// <summary>Whether what a row says of a block's second is final: the table shows the head, and the block may be the second's other half.</summary>
    public bool IsFinal(TimePointSec written) => written.Time.AddMilliseconds(500) <= Irreversible;

    /// <summary>Whether a transaction that expired then, and is in no block, never will be.</summary>
    public bool IsPast(DateTimeOffset expiration) => expiration < Irreversible;
}
