using System.Text;
using System.Xml.Linq;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

public sealed class EnvelopeTests
{
    static readonly SoapIdentityCard Card = new(Samples.ApiKey, Samples.Actor);

    public static TheoryData<string> SampleRequests => [.. Directory
        .GetFiles(Path.Combine(AppContext.BaseDirectory, "Data", "soap"), "*.request.xml")
        .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    /// <summary>Asks what the sample asks, with the arguments back to front: the order is the schema's, not the caller's.</summary>
    [Theory]
    [MemberData(nameof(SampleRequests))]
    public void Requests_are_the_samples_element_by_element(string name)
    {
        var sample = XDocument.Parse(Samples.Text(name));
        var wrapper = sample.Root!.Elements().Single().Elements().Single();
        var arguments = wrapper.Elements().Where(element => element.Name.LocalName is not ("apiKey" or "marktakteurMastrNummer"))
            .Select(element => KeyValuePair.Create(element.Name.LocalName, element.Value)).GroupBy(pair => pair.Key, StringComparer.Ordinal).Reverse().SelectMany(group => group);
        var version = name.StartsWith("30", StringComparison.Ordinal) ? SoapVersion.Soap12 : SoapVersion.Soap11;

        var written = SoapEnvelope.Write(version, new(SoapOperations.All[wrapper.Name.LocalName[..^"Request".Length]], [.. arguments]), Card);

        Assert.Equal(Lines(sample.Root), Lines(XDocument.Parse(Encoding.UTF8.GetString(written)).Root!));
    }

    [Fact]
    public void Text_that_looks_like_markup_stays_text()
    {
        var written = SoapEnvelope.Write(SoapVersion.Soap11, new(SoapOperations.Actor, ("mastrNummer", "<x>&\"</x>")), Card);

        Assert.Equal("<x>&\"</x>", XDocument.Parse(Encoding.UTF8.GetString(written)).Descendants().Last().Value);
    }

    [Fact]
    public void A_parameter_that_the_operation_does_not_have_is_a_mistake() =>
        Assert.Throws<ArgumentException>(() => SoapEnvelope.Write(SoapVersion.Soap11, new(SoapOperations.Actor, ("startAb", "1")), Card));

    [Fact]
    public void Who_calls_stands_in_no_text() => Assert.DoesNotContain(Samples.ApiKey, $"{Card} {new SoapRequest(SoapOperations.Actor, ("mastrNummer", "ABR1"))}", StringComparison.Ordinal);

    static IReadOnlyList<string> Lines(XElement element) =>
        [.. element.DescendantsAndSelf().Select(part => $"{part.Name}: {(part.HasElements ? "" : part.Value)}")];
}
