using LocalEnergyMarket.Backend.Mastr.Soap;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

public sealed class MastrSoapOptionsTests
{
    [Fact]
    public void Without_a_key_there_is_nothing_to_complain_of() => Assert.Null(new MastrSoapOptions().Problem());

    [Fact]
    public void What_is_right_is_taken() => Assert.Null(Given(options =>
    {
        options.Postcodes.Add("48155");
        options.Operators.Add("ABR900000000331");
    }));

    [Fact]
    public void What_is_wrong_is_said_with_the_keys_name()
    {
        Assert.Contains("Mastr:Soap:Endpoint is not https", Given(options => options.Endpoint = "http://example.org/"), StringComparison.Ordinal);
        Assert.Contains("Mastr:Soap:Endpoint", Given(options => options.Endpoint = "somewhere"), StringComparison.Ordinal);
        Assert.Contains("Mastr:Soap:ActorNumber", Given(options => options.ActorNumber = "12345"), StringComparison.Ordinal);
        Assert.Contains("Mastr:Soap:KeyFile", new MastrSoapOptions { ActorNumber = "SEM900000000669" }.Problem(), StringComparison.Ordinal);
        Assert.Contains("Mastr:Soap:Postcodes: '1'", Given(options => options.Postcodes.Add("1")), StringComparison.Ordinal);
        Assert.Contains("Mastr:Soap:GridOperators: 'SNB9'", Given(options => options.GridOperators.Add("SNB9")), StringComparison.Ordinal);
    }

    static string? Given(Action<MastrSoapOptions> set)
    {
        var options = new MastrSoapOptions { KeyFile = "key", ActorNumber = "SEM900000000669" };
        set(options);
        return options.Problem();
    }
}
