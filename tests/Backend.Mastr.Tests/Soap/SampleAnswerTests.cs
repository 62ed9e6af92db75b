using System.Xml;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

public sealed class SampleAnswerTests
{
    [Theory]
    [InlineData("05-GetListeAlleEinheiten-page1.response", SoapResult.OkMore, 2)]
    [InlineData("06-GetListeAlleEinheiten-page2.response", SoapResult.Ok, 1)]
    [InlineData("07-GetListeAlleEinheiten-none.response", SoapResult.Nothing, 0)]
    [InlineData("30-soap12-GetListeAlleEinheiten.response", SoapResult.Nothing, 0)]
    public async Task Pages_tell_whether_there_is_more(string sample, SoapResult result, int rows)
    {
        var answer = SoapAnswer.Of(new(SoapOperations.Units), await ReadAsync(Samples.Text(sample)));

        Assert.Equal((result, rows), (answer.Result, answer.Rows.Count));
        Assert.Null(answer.EndsOn);
        Assert.False(answer.Outdated);
    }

    [Theory]
    [InlineData("40-fault-zugriff-verweigert.soap11", MastrFault.AccessDenied)]
    [InlineData("41-fault-nutzer-transient.soap11", MastrFault.Unavailable)]
    [InlineData("42-fault-objekt-nicht-gefunden.soap11", MastrFault.NotFound)]
    public async Task Faults_are_known_by_their_texts(string sample, MastrFault fault) =>
        Assert.Equal(fault, SoapFaults.Classify(SoapFaults.TextOf(await ReadAsync(Samples.Text(sample)))));

    [Fact]
    public async Task A_fault_of_soap_12_has_its_text_elsewhere()
    {
        var fault = await ReadAsync(
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code>"
            + "<s:Reason><s:Text xml:lang=\"de\">Die Einheit kann nicht abgerufen werden, die Einheit wurde gelöscht.</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>");

        Assert.Equal(MastrFault.UnitDeleted, SoapFaults.Classify(SoapFaults.TextOf(fault)));
    }

    [Fact]
    public async Task An_end_of_life_is_heard()
    {
        var text = Samples.Text("01-GetLokaleUhrzeit.response").Replace("<m:AufrufVeraltet>false", "<m:AufrufVeraltet>true", StringComparison.Ordinal)
            .Replace("<m:AufrufLebenszeitEnde xsi:nil=\"true\"/>", "<m:AufrufLebenszeitEnde>2027-04-01T00:00:00</m:AufrufLebenszeitEnde>", StringComparison.Ordinal);

        var answer = SoapAnswer.Of(new(SoapOperations.Time), await ReadAsync(text));

        Assert.Equal((true, new DateTime(2027, 4, 1)), (answer.Outdated, answer.EndsOn));
    }

    [Fact]
    public async Task Elements_without_end_are_not_followed()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000));

        await Assert.ThrowsAsync<XmlException>(() => ReadAsync($"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{deep}"));
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"/>")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>")]
    [InlineData("<s:Envelope xmlns:s=\"http://example.org/other\"><s:Body><x/></s:Body></s:Envelope>")]
    public async Task What_is_no_soap_is_refused(string text) => await Assert.ThrowsAsync<XmlException>(() => ReadAsync(text));

    static async Task<SoapElement> ReadAsync(string text)
    {
        using var bytes = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        using var reader = new AnswerText(new StreamReader(bytes));
        return await SoapReader.BodyAsync(reader, TestContext.Current.CancellationToken);
    }
}
