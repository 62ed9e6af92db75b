using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>The catalogue of errors against that of Leap 4, which is in Data/errors.tsv: number, name, meaning, HTTP status.</summary>
public sealed class ErrorKindTests
{
    static readonly Dictionary<int, string[]> Catalogue = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "errors.tsv"))
        .Select(line => line.Split('\t'))
        .ToDictionary(fields => int.Parse(fields[0], CultureInfo.InvariantCulture));

    public static TheoryData<int> Codes => [.. Kinds().Select(k => k.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void An_error_has_the_name_meaning_and_status_that_nodeos_gives_it(int code)
    {
        var kind = Assert.Single(Kinds(), k => k.Code == code);

        Assert.True(Catalogue.TryGetValue(code, out var expected), $"{code} {kind.Name} is not in errors.tsv");
        Assert.Equal((expected[1], expected[2]), (kind.Name, kind.What));
        Assert.Equal(int.Parse(expected[3], CultureInfo.InvariantCulture), kind.Status);
    }

    [Fact]
    public void A_message_has_its_values_filled_in_and_keeps_the_form_it_came_from()
    {
        var failure = new ChainException(ErrorKind.MissingAuthority, "a", "${what} is wrong", ("what", "this")).With("b", "${list}", ("list", new JsonArray(1, "x")));

        Assert.Equal("this is wrong", failure.Message);
        Assert.Equal("""this is wrong, [1,"x"]""", string.Join(", ", failure.Details.Select(d => d.Message)));
        Assert.Equal("${what} is wrong", failure.Details[0].Format);
    }

    static IEnumerable<ErrorKind> Kinds() => typeof(ErrorKind)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(obj: null))
        .OfType<ErrorKind>();
}
