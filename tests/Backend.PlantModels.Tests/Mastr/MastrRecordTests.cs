using LocalEnergyMarket.Backend.PlantModels.Calendar;
using LocalEnergyMarket.Backend.PlantModels.Mastr;
using LocalEnergyMarket.Backend.PlantModels.Solar;
using LocalEnergyMarket.Backend.PlantModels.Wind;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.PlantModels.Tests.Mastr;

public sealed class MastrRecordTests
{
    static readonly GeoPoint Place = new(51.05, 13.74);

    [Fact]
    public void A_roof_to_the_south()
    {
        var (plant, assumptions) = SolarRecord.Read(
            Fields("bruttoleistung=9.960", "Nettonennleistung=8.000", "ZugeordneteWirkleistungWechselrichter=8.000", "ArtDerSolaranlage=853", "Leistungsbegrenzung=803",
                "EinheitlicheAusrichtungUndNeigungswinkel=1", "Hauptausrichtung=699", "HauptausrichtungNeigungswinkel=809"), Place)!;
        Assert.Equal((9_960, 8_000, 6_972), (plant.ModuleWatts, plant.InverterWatts, plant.FeedInLimitWatts!.Value));
        Assert.Equal(new SolarArray(new ModulePlane(30, 180), 1), Assert.Single(plant.Arrays));
        Assert.Equal(Mounting.Roof, plant.Mounting);
        Assert.Empty(assumptions);
    }

    [Theory]
    [InlineData("695", "806", 0, 90)]
    [InlineData("696", "807", 45, 75)]
    [InlineData("697", "808", 90, 50)]
    [InlineData("698", "809", 135, 30)]
    [InlineData("700", "810", 225, 12.5)]
    [InlineData("701", "3179", 270, 0)]
    [InlineData("702", "809", 315, 30)]
    public void Directions_and_tilts(string direction, string tilt, double azimuth, double degrees) => Assert.Equal(
        new ModulePlane(degrees, azimuth),
        Assert.Single(SolarRecord.Read(Fields("Bruttoleistung=1", $"Hauptausrichtung={direction}", $"HauptausrichtungNeigungswinkel={tilt}"), Place)!.Plant.Arrays).Plane);

    [Fact]
    public void East_and_west_are_halves_and_what_follows_the_sun_has_no_plane()
    {
        var eastWest = SolarRecord.Read(Fields("Bruttoleistung=1", "Hauptausrichtung=704", "HauptausrichtungNeigungswinkel=810"), Place)!.Plant.Arrays;
        Assert.Equal([new(new ModulePlane(12.5, 90), 0.5), new(new ModulePlane(12.5, 270), 0.5)], eastWest);
        Assert.Equal([new(null, 1)], SolarRecord.Read(Fields("Bruttoleistung=1", "Hauptausrichtung=703"), Place)!.Plant.Arrays);
        var two = SolarRecord.Read(
            Fields("Bruttoleistung=1", "EinheitlicheAusrichtungUndNeigungswinkel=0", "Hauptausrichtung=701", "HauptausrichtungNeigungswinkel=809",
                "Nebenausrichtung=697", "NebenausrichtungNeigungswinkel=808"), Place)!;
        Assert.Equal([new(new ModulePlane(30, 270), 0.5), new(new ModulePlane(50, 90), 0.5)], two.Plant.Arrays);
        Assert.Contains("half of the modules face the second way", two.Assumptions, StringComparer.Ordinal);
    }

    [Fact]
    public void What_the_record_does_not_say_is_assumed_and_said()
    {
        var (plant, assumptions) = SolarRecord.Read(Fields("Bruttoleistung=0.8", "Leistungsbegrenzung=1535"), Place)!;
        Assert.Equal(new SolarArray(new ModulePlane(30, 180), 1), Assert.Single(plant.Arrays));
        Assert.Equal(4, assumptions.Count);
        Assert.Null(SolarRecord.Read(Fields("Hauptausrichtung=699"), Place));
    }

    [Fact]
    public void A_turbine_has_the_suppliers_curve_of_its_type_or_one_made_of_power_and_rotor()
    {
        var fields = Fields("Nettonennleistung=3000.000", "Nabenhoehe=149.000", "Rotordurchmesser=115.700", "Typenbezeichnung=E-115", "WindAnLandOderAufSee=888");
        var own = new PowerCurve([new(3, 0), new(12, 3e6)]);
        Assert.Same(own, WindRecord.Read(fields, Place, type => type == "E-115" ? own : null)!.Plant.Curve);
        var made = WindRecord.Read(fields, Place, _ => null)!;
        Assert.Equal((149, 3e6, WindTurbine.UsualRoughness), (made.Plant.HubHeight, made.Plant.LargestWatts, made.Plant.Roughness));
        Assert.Equal(["a power curve made of power and rotor"], made.Assumptions);
        Assert.Equal(WindTurbine.SeaRoughness, WindRecord.Read(Fields("Bruttoleistung=1", "Nabenhoehe=90", "WindAnLandOderAufSee=889"), Place, _ => null)!.Plant.Roughness);
        Assert.Null(WindRecord.Read(Fields("Bruttoleistung=1"), Place, _ => null));
    }

    [Fact]
    public void A_battery_has_its_power_from_the_unit_and_its_capacity_from_the_plant()
    {
        var (plant, _) = StorageRecord.Read(Fields("Nettonennleistung=4.600"), Fields("NutzbareSpeicherkapazitaet=10.240"))!;
        Assert.Equal((new WattHours(10_240), new Watts(4_600), new Watts(4_600)), (plant.Capacity, plant.ChargeLimit, plant.DischargeLimit));
        Assert.Null(StorageRecord.Read(Fields("Nettonennleistung=4.600"), Fields()));
    }

    [Fact]
    public void Places_and_states()
    {
        Assert.Equal(new GeoPoint(54.681234, 8.712345), Fields("Breitengrad=54.681234", "Laengengrad=8.712345").Place);
        Assert.Null(Fields("Breitengrad=54.681234").Place);
        Assert.Null(Fields("Breitengrad=154", "Laengengrad=8").Place);
        Assert.Equal(FederalState.Saxony, MastrStates.Of(Fields("Bundesland=1413")));
        Assert.Equal(FederalState.Thuringia, MastrStates.Of(Fields("Bundesland=1415")));
        Assert.Equal(FederalState.Any, MastrStates.Of(Fields("Bundesland=1416")));
        Assert.Equal(FederalState.Any, MastrStates.Of(Fields()));
    }

    static MastrFields Fields(params string[] fields) => new(fields.Select(field => KeyValuePair.Create(field[..field.IndexOf('=', StringComparison.Ordinal)], field[(field.IndexOf('=', StringComparison.Ordinal) + 1)..])));
}
