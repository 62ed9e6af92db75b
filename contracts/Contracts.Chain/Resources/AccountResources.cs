using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Resources;

/// <summary>What an account may use; -1 is without limit.</summary>
/// <param name="Ram">Bytes.</param>
/// <param name="Net">Its weight among all that have one.</param>
/// <param name="Cpu">Its weight among all that have one.</param>
public readonly record struct AccountLimits(long Ram, long Net, long Cpu)
{
    public static readonly AccountLimits None = new(-1, -1, -1);

    public static AccountLimits Read(ref PackedReader reader) => new(reader.Int64(), reader.Int64(), reader.Int64());

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Int64(Ram).Int64(Net).Int64(Cpu);
    }
}

/// <param name="Limits">That hold.</param>
/// <param name="Set">That were set in this block and count among all weights from the next on; null when none were.</param>
/// <param name="Net">Bytes used, by slots.</param>
/// <param name="Cpu">Microseconds used, by slots.</param>
public sealed record AccountResources(AccountLimits Limits, AccountLimits? Set, MovingAverage Net, MovingAverage Cpu)
{
    public static readonly AccountResources Initial = new(AccountLimits.None, Set: null, default, default);

    /// <summary>As nodeos reads them: those set in this block already.</summary>
    public AccountLimits Current => Set ?? Limits;

    public static AccountResources Read(ref PackedReader reader) => new(
        AccountLimits.Read(ref reader),
        reader.Bool() ? AccountLimits.Read(ref reader) : null,
        MovingAverage.Read(ref reader),
        MovingAverage.Read(ref reader));

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Limits.Write(writer);
        writer.Bool(Set is not null);
        Set?.Write(writer);
        Net.Write(writer);
        Cpu.Write(writer);
    }
}

/// <summary>One of an account's bandwidths as get_account tells it; all -1 when it is without limit.</summary>
/// <param name="Used">At the last use, over 24 hours.</param>
/// <param name="CurrentUsed">By now, faded.</param>
public readonly record struct Bandwidth(long Used, long Available, long Max, BlockTimestamp LastUpdate, long CurrentUsed);
