using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Control;
using LocalEnergyMarket.Edge.Gateway.Control.Limits;
using LocalEnergyMarket.Edge.Gateway.Control.Panel;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;

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
        var tpm = new PartReport("tpm", true, "", "");
        var housing = new PartReport("housing", true, "", "", LampSign.Open);
        var clock = new PartReport("clock", true, "", "", LampSign.NoLink);
        Assert.Equal(LampSign.Well, BlinkCode.Of([tpm, housing, clock], meterSilent: false, linked: true));
        Assert.Equal(LampSign.NoLink, BlinkCode.Of([tpm, housing, clock], meterSilent: false, linked: false));
        Assert.Equal(LampSign.NoLink, BlinkCode.Of([tpm, housing, clock with { Well = false }], meterSilent: false, linked: true));
        Assert.Equal(LampSign.NoMeter, BlinkCode.Of([tpm, housing, clock with { Well = false }], meterSilent: true, linked: false));
        Assert.Equal(LampSign.Open, BlinkCode.Of([tpm, housing with { Well = false }, clock], meterSilent: true, linked: false));
        Assert.Equal(LampSign.Fault, BlinkCode.Of([tpm with { Well = false }, housing with { Well = false }, clock], meterSilent: true, linked: false));
        foreach (var sign in Enum.GetValues<LampSign>().Where(sign => sign is not (LampSign.Well or LampSign.Fault)))
        {
            Assert.Equal(4 - (int)sign, BlinkCode.Pattern(sign).Count(step => step.Lit));
        }
    }

    [Fact]
    public void Plants_and_housing_say_how_they_are_in_both_languages()
    {
        var first = new PlantRule(1, LimitKind.Consumption, 11_000, 4_200, 0, LinkLossPolicy.Hold, 4_200, TimeSpan.FromMinutes(15));
        Assert.Empty(ControlReports.Of([], open: null));
        var well = ControlReports.Of([(first, new(null, 11_000, "")), (first with { MeterIndex = 2 }, new(5_000, 4_200, ""))], open: false).ToList();
        Assert.Equal([("control", true, "1 of 2 plants limited."), ("housing", true, "It is shut.")], well.Select(part => (part.Part, part.Well, part.Detail)));
        var bad = ControlReports.Of([(first, new(5_000, 11_000, "the device does not answer"))], open: true).ToList();
        Assert.All(bad, part => Assert.False(part.Well));
        Assert.Contains("The plant at meter 1 cannot be set as ordered: the device does not answer.", bad[0].Detail, StringComparison.Ordinal);
        Assert.Contains("Die Anlage an Zähler 1", bad[0].DetailGerman, StringComparison.Ordinal);
        Assert.Equal((LampSign.Fault, LampSign.Open), (bad[0].Sign, bad[1].Sign));
        Assert.Equal(("Steuerung", "Gehäuse"), (bad[0].PartGerman, bad[1].PartGerman));
    }

    static ControlOptions Of(PlantOptions plant) => new() { Plants = [plant] };
}
