using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Resources;

/// <summary>
/// What was used, fading over a window: nodeos' exponential moving average, with its integer rounding, so that what an account may
/// use next is the same here and there.
/// </summary>
/// <param name="LastOrdinal">Slot or block of the last addition.</param>
/// <param name="Extended">The average times <see cref="Precision"/>.</param>
public readonly record struct MovingAverage(uint LastOrdinal, ulong Extended)
{
    public const ulong Precision = 1_000_000;

    /// <summary>Rounded up.</summary>
    public ulong Average => DivideUp(Extended, Precision);

    public static MovingAverage Read(ref PackedReader reader) => new(reader.UInt32(), reader.UInt64());

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.UInt32(LastOrdinal).UInt64(Extended);
    }

    /// <param name="units">Used at this ordinal; 0 lets time pass.</param>
    /// <param name="window">Ordinals after which a use has faded.</param>
    /// <exception cref="OverflowException">More than any chain can use.</exception>
    public MovingAverage Add(ulong units, uint ordinal, uint window)
    {
        var contribution = DivideUp(checked(units * Precision), window);
        var faded = ordinal == LastOrdinal ? Extended
            : (ulong)LastOrdinal + window > ordinal ? (ulong)((UInt128)Extended * (window - (ordinal - LastOrdinal)) / window)
            : 0;
        return new(ordinal, checked(faded + contribution));
    }

    /// <summary>All use of the window together, rounded up.</summary>
    public UInt128 InWindow(uint window) => (((UInt128)Extended * window) + (Precision - 1)) / Precision;

    static ulong DivideUp(ulong value, ulong by) => (value / by) + (value % by > 0 ? 1UL : 0);
}
