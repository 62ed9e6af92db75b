using System.Globalization;
using System.Text.RegularExpressions;
using LocalEnergyMarket.Hardware.Meters.Devices;
using LocalEnergyMarket.Hardware.Meters.SunSpec;

namespace LocalEnergyMarket.Hardware.Meters.Tests;

/// <summary>The model files against the rows of meters.csv, which were taken from the specification apart.</summary>
public sealed partial class SunSpecModelTests
{
    public static TheoryData<int> InTheList => [1, 101, 103, 111, 113, 203, 213];

    [Theory]
    [MemberData(nameof(InTheList))]
    public void Every_point_is_where_the_list_has_it(int model)
    {
        var known = SunSpecModels.Find((ushort)model)!;
        var rows = SunSpecImage.Rows(model);
        Assert.Equal(rows.Select(r => r.Quantity), known.Points.Select(p => p.Name), StringComparer.Ordinal);
        Assert.All(rows.Zip(known.Points), pair =>
        {
            var (row, point) = pair;
            var factor = Factor().Match(row.Scale);
            Assert.Equal(
                (row.Quantity, row.Address, row.Count, row.DataType.ToUpperInvariant(), factor.Success ? factor.Groups["point"].Value : null),
                (point.Name, point.Offset, point.Registers, point.Raw.ToString().ToUpperInvariant(), point.ScaleFactor));
            Assert.Equal(
                row.Unit switch { "-" => MeterUnit.None, "C" => MeterUnit.Celsius, "Pct" => MeterUnit.Percent, "PF" => MeterUnit.Ratio, var unit => Enum.Parse<MeterUnit>(unit, ignoreCase: true) },
                point.Unit);
            if (factor.Success)
            {
                Assert.Equal(int.Parse(factor.Groups["offset"].Value, CultureInfo.InvariantCulture), known.Find(point.ScaleFactor!)!.Offset);
            }

            Assert.True(!point.Mandatory || row.Source.Contains("mandatory", StringComparison.Ordinal), $"{row.Quantity} is not mandatory");
        });
    }

    [Theory]
    [InlineData(1, 66)]
    [InlineData(101, 50)]
    [InlineData(102, 50)]
    [InlineData(103, 50)]
    [InlineData(111, 60)]
    [InlineData(112, 60)]
    [InlineData(113, 60)]
    [InlineData(120, 26)]
    [InlineData(123, 24)]
    [InlineData(201, 105)]
    [InlineData(202, 105)]
    [InlineData(203, 105)]
    [InlineData(204, 105)]
    [InlineData(211, 124)]
    [InlineData(213, 124)]
    [InlineData(214, 124)]
    [InlineData(701, 153)]
    [InlineData(702, 50)]
    public void A_model_has_the_length_of_its_points_without_holes(int model, int length)
    {
        var known = SunSpecModels.Find((ushort)model)!;
        Assert.Contains(length, known.Lengths);
        Assert.Equal(length + 2, known.Points.Sum(p => p.Registers));
        Assert.All(known.Points.Zip(known.Points.Skip(1)), pair => Assert.Equal(pair.First.Offset + pair.First.Registers, pair.Second.Offset));
    }

    /// <summary>Offsets of the newer models counted by hand in the specification's table.</summary>
    [Theory]
    [InlineData(701, "W", 10)]
    [InlineData(701, "Hz", 17)]
    [InlineData(701, "TotWhInj", 19)]
    [InlineData(701, "TotWhAbs", 23)]
    [InlineData(701, "WL1", 41)]
    [InlineData(701, "VL3", 93)]
    [InlineData(701, "W_SF", 116)]
    [InlineData(701, "TotWh_SF", 120)]
    [InlineData(702, "WMax", 26)]
    [InlineData(702, "W_SF", 45)]
    [InlineData(704, "WMaxLimPctEna", 14)]
    [InlineData(704, "WMaxLimPct", 15)]
    [InlineData(704, "WMaxLimPct_SF", 54)]
    [InlineData(123, "WMaxLimPct", 5)]
    [InlineData(123, "WMaxLim_Ena", 9)]
    [InlineData(123, "WMaxLimPct_SF", 23)]
    [InlineData(120, "WRtg", 3)]
    public void Newer_models_have_their_points_where_the_specification_has_them(int model, string point, int offset) =>
        Assert.Equal(offset, SunSpecModels.Find((ushort)model)!.Find(point)!.Offset);

    [Fact]
    public void What_a_model_file_names_is_there() => Assert.All(SunSpecModels.All, model =>
    {
        Assert.NotEmpty(model.Source);
        Assert.All(model.Points, p => Assert.True(p.ScaleFactor is null || model.Find(p.ScaleFactor)?.Raw == SunSpecType.SunSsf, p.Name));
        Assert.All(model.Values, v => Assert.NotNull(model.Find(v.Point)));
        Assert.All(model.Controls, c => Assert.All([c.Point, c.Switch, c.ScaleFactor, c.RevertSeconds ?? c.Point], name => Assert.NotNull(model.Find(name))));
        Assert.All(model.Controls.SelectMany(c => c.Ratings).Select(r => r.Split('/')), r => Assert.NotNull(SunSpecModels.Find(ushort.Parse(r[0], CultureInfo.InvariantCulture))!.Find(r[1])));
    });

    [GeneratedRegex(@"^10\^\[(?<point>\w+)@(?<offset>\d+)\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Factor();
}
