using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Store.Tests;

public sealed class NamesTests
{
    [Theory]
    [InlineData("PVForecastIssued", "pv_forecast_issued")]
    [InlineData("Meter15MinClosed", "meter_15_min_closed")]
    [InlineData("TPMQuoteVerified", "tpm_quote_verified")]
    [InlineData("Co2Saved", "co_2_saved")]
    [InlineData("OrderPlaced", "order_placed")]
    public void Event_names_follow_Martens_rule(string type, string alias) => Assert.Equal(alias, SnakeCase.Of(type));

    [Fact]
    public void Json_is_camel_case_with_enum_names_and_whole_numbers()
    {
        var plant = new Plant(Guid.Parse("00000000-0000-0000-0000-000000000001"), "anna", PlantKind.Battery, new(5_000));

        Assert.Equal(
            """{"id":"00000000-0000-0000-0000-000000000001","owner":"anna","kind":"Battery","capacity":5000,"note":null}""",
            StoreJson.Serialize(plant));
        Assert.Equal(plant, StoreJson.Deserialize(typeof(Plant), StoreJson.Serialize(plant)));
    }

    [Fact]
    public void A_timeslot_is_its_start_in_seconds_also_as_a_key()
    {
        var energies = new Dictionary<Timeslot, WattHours> { [Samples.Noon] = new(-3) };

        var json = StoreJson.Serialize(energies);

        Assert.Equal("""{"1782039600":-3}""", json);
        Assert.Equal(energies, StoreJson.Deserialize(energies.GetType(), json));
    }

    [Fact]
    public void A_wrong_number_is_named()
    {
        var error = Assert.Throws<StoreException>(() => StoreJson.Deserialize(typeof(OrderPlaced), """{"quantity":1,"slot":17}"""));
        Assert.Contains("OrderPlaced", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_natural_key_names_one_stream()
    {
        var id = StreamKey.For("book", "bg1", "1782039600");

        Assert.Equal(id, StreamKey.For("book", "bg1", "1782039600"));
        Assert.NotEqual(id, StreamKey.For("book", "bg11", "782039600"));
        Assert.Equal('8', id.ToString()[14]);
    }
}
