using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Readings;

/// <summary>What a register of a meter showed at an instant.</summary>
/// <param name="MeterSerial">The meter's serial number as linked in the register of plants; not empty.</param>
/// <param name="MeterIndex">Index of the meter on its box, from 1.</param>
/// <param name="Register">Which register; it fixes the unit of <paramref name="Value"/>.</param>
/// <param name="Time">The instant on the market's clock. Kept in UTC, to the millisecond (rounded down).</param>
/// <param name="Value">Wh for the energy registers, W for power; 0 where the quality is <see cref="Quality.Missing"/>.</param>
/// <param name="Quality">How good the value is.</param>
public sealed record Reading(string MeterSerial, uint MeterIndex, Register Register, DateTimeOffset Time, long Value, Quality Quality)
{
    readonly DateTimeOffset _time = ToMillisecond(Time);

    /// <summary>The instant on the market's clock, in UTC, to the millisecond.</summary>
    public DateTimeOffset Time
    {
        get => _time;
        init => _time = ToMillisecond(value);
    }

    static DateTimeOffset ToMillisecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
