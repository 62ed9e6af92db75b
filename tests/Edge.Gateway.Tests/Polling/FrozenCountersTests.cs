using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Hardware.Meters;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Polling;

public sealed class FrozenCountersTests
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly FrozenCounters _counters = new();

    [Fact]
    public void A_counter_that_stands_still_under_power_is_stale_until_it_moves()
    {
        Judge(1000, 6000);
        // 100 Wh a minute.
        Assert.Equal(MeterQuality.Good, Judge(1000, 6000));
        Assert.Equal(MeterQuality.Stale, Judge(1000, 6000, minutes: 2));
        Assert.Equal(MeterQuality.Stale, Judge(1000, 6000));
        Assert.Equal(MeterQuality.Good, Judge(1001, 6000));
        Assert.Equal(MeterQuality.Good, Judge(1001, 6000));
    }

    [Fact]
    public void A_coarse_counter_may_stand_for_longer()
    {
        for (var i = 0; i <= 20; i++)
        {
            Assert.Equal(MeterQuality.Good, Judge(1000, 6000, quantum: 1000));
        }

        Assert.Equal(MeterQuality.Stale, Judge(1000, 6000, quantum: 1000, minutes: 2));
    }

    [Fact]
    public void Power_in_a_direction_that_has_no_counter_says_nothing_nor_does_a_long_silence()
    {
        Judge(1000, -6000);
        Assert.Equal(MeterQuality.Good, Judge(1000, -6000, minutes: 15));
        Judge(1000, 6000);
        Assert.Equal(MeterQuality.Good, Judge(1000, 6000, minutes: 60));
    }

    MeterQuality Judge(long counter, long power, long quantum = 1, int minutes = 1) => _counters
        .Judge(
            [new(MeterRegister.EnergyExportWh, counter, MeterQuality.Good, quantum), new(MeterRegister.PowerW, power, MeterQuality.Good)],
            Minute * minutes)
        .Single(value => value.Register == MeterRegister.EnergyExportWh).Quality;
}
