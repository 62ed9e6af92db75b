using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Execution;

/// <summary>
/// The time of a transaction, counted in steps instead of measured, so that executing it again takes exactly as long:
/// 100 steps are one microsecond.
/// </summary>
public sealed class StepBudget
{
    public const int StepsPerMicrosecond = 100;

    /// <summary>What a transaction costs at least, in microseconds (min_transaction_cpu_usage).</summary>
    public const int LeastMicroseconds = 100;

    /// <summary>What this chain lets a transaction use, in microseconds (max-transaction-time).</summary>
    public const int MostMicroseconds = 100_000;

    readonly bool _byTransaction;
    readonly long _limit;
    long _used;

    /// <param name="maximumMilliseconds">The transaction's own limit; 0 is none.</param>
    public StepBudget(byte maximumMilliseconds)
    {
        var own = maximumMilliseconds * 1000L;
        _byTransaction = own is > 0 and < MostMicroseconds;
        _limit = (_byTransaction ? own : MostMicroseconds) * StepsPerMicrosecond;
    }

    public long StepsLeft => Math.Max(0, _limit - _used);

    public uint Microseconds => (uint)Math.Max(LeastMicroseconds, _used / StepsPerMicrosecond);

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

    public ChainException Exceeded() => Rules.Deadline((_limit / StepsPerMicrosecond) + 1, _limit / StepsPerMicrosecond, _byTransaction);
}
