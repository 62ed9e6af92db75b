using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Resources;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

/// <summary>
/// The time of a transaction, counted in steps instead of measured, so that executing it again takes exactly as long:
/// 100 steps are one microsecond.
/// </summary>
public sealed class StepBudget
{
    public const int StepsPerMicrosecond = 100;

    /// <summary>What this chain lets a transaction use, in microseconds (nodeos' option max-transaction-time).</summary>
    public const int MostMicroseconds = 100_000;

    readonly long _least;
    readonly CpuLimit _reason;
    readonly long _limit;
    long _used;

    /// <param name="maximumMilliseconds">The transaction's own limit; 0 is none.</param>
    public StepBudget(byte maximumMilliseconds, ChainParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _least = parameters.MinTransactionCpuUsage;
        var (most, reason) = parameters.MaxTransactionCpuUsage < MostMicroseconds
            ? ((long)parameters.MaxTransactionCpuUsage, CpuLimit.Chain)
            : (MostMicroseconds, CpuLimit.Node);
        var own = maximumMilliseconds * 1000L;
        (most, _reason) = own > 0 && own < most ? (own, CpuLimit.Transaction) : (most, reason);
        _limit = most * StepsPerMicrosecond;
    }

    public long StepsLeft => Math.Max(0, _limit - _used);

    public uint Microseconds => (uint)Math.Max(_least, _used / StepsPerMicrosecond);

    /// <summary>Microseconds counted so far, without the minimum.</summary>
    public long Elapsed => _used / StepsPerMicrosecond;

    /// <summary>Counts without looking at the limit.</summary>
    public void Count(long steps) => _used += steps;

    /// <exception cref="ChainException">The limit is reached.</exception>
    public void Use(long steps)
    {
        Count(steps);
        if (_used > _limit)
        {
            throw Exceeded();
        }
    }

    public ChainException Exceeded() => Rules.Deadline((_limit / StepsPerMicrosecond) + 1, _limit / StepsPerMicrosecond, _reason);
}
