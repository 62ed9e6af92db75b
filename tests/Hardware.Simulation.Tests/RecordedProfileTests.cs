using LocalEnergyMarket.Hardware.Simulation.Profiles;

namespace LocalEnergyMarket.Hardware.Simulation.Tests;

public sealed class RecordedProfileTests : IDisposable
{
    const long Monday = 1_613_347_200 / 60;

    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_power_holds_until_the_next_line_and_the_recording_repeats_by_whole_days()
    {
        File.WriteAllText(_file, $"timestamp,power,heat\n{Monday * 60},100,0\n{(Monday + 720) * 60}.0,0.25,0\n{(Monday + 1440) * 60},300,0\n");
        var profile = RecordedProfile.Load(_file, 1000);
        Assert.Equal(100_000, profile.WattsAt(Monday));
        Assert.Equal(100_000, profile.WattsAt(Monday + 719));
        Assert.Equal(250, profile.WattsAt(Monday + 720));
        Assert.Equal(100_000, profile.WattsAt(Monday + (1440 * 1000)));
        Assert.Equal(250, profile.WattsAt(Monday - 1));
    }

    [Theory]
    [InlineData("1613347200,1\n1613347200,2", "line 3: times must be whole minutes and grow")]
    [InlineData("1613347200,1\n1613347261,2", "line 3: times must be whole minutes and grow")]
    [InlineData("1613347200,-1", "line 2: times must be whole minutes and grow, powers must not be negative")]
    [InlineData("1613347200;1", "line 2: expected unix seconds and a power, got '1613347200;1'")]
    [InlineData("1613347200,1", "fewer than two")]
    public void What_is_not_a_recording_is_refused_with_file_and_line(string rows, string message)
    {
        File.WriteAllText(_file, "timestamp,power\n" + rows + "\n");
        var said = Assert.Throws<FormatException>(() => RecordedProfile.Load(_file, 1)).Message;
        Assert.Contains(_file, said, StringComparison.Ordinal);
        Assert.Contains(message, said, StringComparison.Ordinal);
    }
}
