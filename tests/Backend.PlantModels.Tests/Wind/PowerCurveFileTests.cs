using LocalEnergyMarket.Backend.PlantModels.Wind;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Wind;

public sealed class PowerCurveFileTests
{
    [Fact]
    public void A_curve_is_read() => Assert.Equal(1_050_000, PowerCurveFile.Read(new StringReader("speed_ms;power_kw\n3;0\n7;600.0\n\n8;1500\n")).At(7.5));

    [Theory]
    [InlineData("speed;power\n3;0\n", "line 1: a power curve begins with")]
    [InlineData("speed_ms;power_kw\n3;0\n4,5;10\n", "line 3: a point is")]
    [InlineData("speed_ms;power_kw\n3;0\n3;10\n", "rising wind speeds")]
    [InlineData("speed_ms;power_kw\n", "at least two points")]
    public void What_is_wrong_is_said(string text, string message) =>
        Assert.Contains(message, Assert.Throws<PlantModelException>(() => PowerCurveFile.Read(new StringReader(text))).Message, StringComparison.Ordinal);
}
