using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Control.Panel;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

public sealed class ControlOptionsTests
{
    static readonly MeterOptions[] Meters = [new() { Serial = "1", Index = 1, Type = "eastron-sdm630", Host = "h" }, new() { Serial = "2", Index = 2, Type = "openems", Url = "http://e", Component = "m" }];

    static readonly PlantOptions Heating = new() { MeterIndex = 1, Kind = "consumption", RatedW = 11_000, Relays = [new() { LimitW = 11_000 }, new() { LimitW = 4_200, On = ["17"] }] };

    [Fact]
    public void What_is_right_has_no_mistakes() => Assert.Empty(ControlOptionsRules.Mistakes(
        new()
        {
            Plants =
            [
                Heating, Heating with { Kind = "generation", Relays = [], OnLinkLoss = "limit", FallbackW = 0 },
                new() { MeterIndex = 2, Kind = "generation", RatedW = 1, Device = new() { Type = "inverter.json", Host = "10.0.0.7" } },
            ],
            Led = new() { Line = "GPIO18" },
        },
        Meters));

    public static TheoryData<string, ControlOptions> Mistakes => new()
    {
        { "LinkLossSeconds", new() { LinkLossSeconds = 5 } },
        { "MeterIndex", Of(Heating with { MeterIndex = 9 }) },
        { "Kind", Of(Heating with { Kind = "heating" }) },
        { "4200 W", Of(Heating with { FloorW = 1_000 }) },
        { "RatedW", Of(Heating with { RatedW = 4_000 }) },
        { "OnLinkLoss", Of(Heating with { OnLinkLoss = "panic" }) },
        { "FallbackW", Of(Heating with { OnLinkLoss = "limit" }) },
        { "FallbackW", Of(Heating with { OnLinkLoss = "limit", FallbackW = 4_199 }) },
        { "FallbackW", Of(Heating with { FallbackW = 5_000 }) },
        { "WritesPerMinute", Of(Heating with { WritesPerMinute = 0 }) },
        { "VerifySeconds", Of(Heating with { VerifySeconds = 1 }) },
        { "without a limit", Of(Heating with { Relays = [new() { LimitW = 4_200, On = ["17"] }] }) },
        { "a step of 100 W", Of(Heating with { Relays = [new() { LimitW = 11_000 }, new() { LimitW = 100, On = ["17"] }] }) },
        { "two steps are alike", Of(Heating with { Relays = [new() { LimitW = 11_000 }, new() { LimitW = 5_000 }] }) },
        { "one or the other", Of(Heating with { Device = new() { Type = "x.json", Host = "h" } }) },
        { "its meter is none", Of(Heating with { MeterIndex = 2, Relays = [] }) },
        { "needs a Type", Of(Heating with { Relays = [], Device = new() { Host = "h" } }) },
        { "stands 2 times", new() { Plants = [Heating, Heating with { Relays = [new() { LimitW = 11_000 }, new() { LimitW = 5_000, On = ["18"] }] }] } },
        { "the line 17 is used 2 times", new() { Plants = [Heating], Led = new() { Line = "17" } } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_is_wrong_is_named(string says, ControlOptions options) =>
        Assert.Contains(ControlOptionsRules.Mistakes(options, Meters), mistake => mistake.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void The_lamp_shows_the_worst()
    {
        Assert.Equal(LampSign.Well, BlinkCode.Of(fault: false, open: false, meterSilent: false, linked: true));
        Assert.Equal(LampSign.NoLink, BlinkCode.Of(fault: false, open: false, meterSilent: false, linked: false));
        Assert.Equal(LampSign.NoMeter, BlinkCode.Of(fault: false, open: false, meterSilent: true, linked: false));
        Assert.Equal(LampSign.Open, BlinkCode.Of(fault: false, open: true, meterSilent: true, linked: false));
        Assert.Equal(LampSign.Fault, BlinkCode.Of(fault: true, open: true, meterSilent: true, linked: false));
        foreach (var sign in Enum.GetValues<LampSign>().Where(sign => sign is not (LampSign.Well or LampSign.Fault)))
        {
            Assert.Equal(4 - (int)sign, BlinkCode.Pattern(sign).Count(step => step.Lit));
        }
    }

    static ControlOptions Of(PlantOptions plant) => new() { Plants = [plant] };
}
