using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Json;

/// <summary>Calls that are answered (Connect Protocol Reference, Unary).</summary>
public sealed class ConnectCallTests(JsonHost host) : IClassFixture<JsonHost>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_in_json_is_answered_in_json()
    {
        using var answer = await host.PostAsync(JsonHost.GetStatus, "{}", ("X-Echo", "hello"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var expected = JsonNode.Parse($$"""
            {"marketTime": "2026-06-21T06:00:00Z", "clockFactor": 60, "version": "{{host.Http1.BaseAddress!.Authority}} {{JsonHost.GetStatus}}",
             "parts": [{"part": "database", "state": "PART_STATE_WELL", "detail": "hello"}]}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))));
    }

    [Fact]
    public async Task Field_names_of_both_spellings_and_numbers_as_text_or_number_are_taken()
    {
        using var answer = await host.PostAsync(
            JsonHost.PlaceOffer, """{"customer_id": "C-1", "unitNumber": "SEE900000000001", "quantityWh": "9007199254740993", "timeslot": 1782021600, "divisible": true}""");
        var offer = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["offerId"]!;
        Assert.Equal(
            new PlaceOfferRequest { CustomerId = "C-1", UnitNumber = "SEE900000000001", QuantityWh = 9007199254740993, Timeslot = 1782021600, Divisible = true },
            PlaceOfferRequest.Parser.ParseJson(offer));
    }

    [Fact]
    public async Task A_call_in_binary_is_answered_in_binary()
    {
        var content = new ByteArrayContent(new PlaceOfferRequest { CustomerId = "C-1" }.ToByteArray());
        content.Headers.ContentType = new("application/proto");
        using var answer = await host.SendAsync(HttpMethod.Post, JsonHost.PlaceOffer, content);
        Assert.Equal("application/proto", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("C-1", PlaceOfferResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(Cancellation)).OfferId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_over_http_2()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, JsonHost.GetStatus) { Content = new StringContent("{}", new MediaTypeHeaderValue("application/json")) };
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var answer = await host.Http2.SendAsync(request, Cancellation);
        Assert.Equal(HttpVersion.Version20, answer.Version);
        Assert.Contains("PART_STATE_WELL", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Empty(answer.TrailingHeaders);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    public async Task A_content_type_is_read_as_http_reads_it(string contentType)
    {
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var answer = await host.SendAsync(HttpMethod.Post, JsonHost.GetStatus, content, ("Connect-Protocol-Version", "1"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Leading_and_trailing_metadata_are_told_apart()
    {
        using var answer = await host.PostAsync(JsonHost.GetStatus, "{}", ("X-Leading", "before"), ("X-Trailing", "after"));
        Assert.Equal("before", answer.Headers.GetValues("x-leading").Single());
        Assert.Equal("after", answer.Headers.GetValues("Trailer-x-trailing").Single());
        Assert.Equal("AQL/", answer.Headers.GetValues("Trailer-x-trailing-bin").Single().TrimEnd('='));
        Assert.DoesNotContain(answer.Headers, header => header.Key.Contains("grpc", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Gzip_is_taken_and_given()
    {
        var zipped = new MemoryStream();
        await using (var zip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await zip.WriteAsync("""{"balancingGroup": "11X", "timeslot": 50}"""u8.ToArray(), Cancellation);
        }

        var content = new ByteArrayContent(zipped.ToArray());
        content.Headers.ContentType = new("application/json");
        using var answer = await host.SendAsync(HttpMethod.Post, JsonHost.GetBook, content, ("Content-Encoding", "gzip"), ("Accept-Encoding", "br, gzip"));
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Contains(answer.Headers.Vary, vary => vary == "Accept-Encoding");
        await using var unzip = new System.IO.Compression.GZipStream(await answer.Content.ReadAsStreamAsync(Cancellation), System.IO.Compression.CompressionMode.Decompress);
        var book = GetBookResponse.Parser.ParseJson(await new StreamReader(unzip).ReadToEndAsync(Cancellation));
        Assert.Equal(50, book.Offers.Count);
        Assert.Equal(long.MaxValue - 49, book.Offers[49].QuantityWh);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip;q=0, br")]
    public async Task Who_takes_no_gzip_gets_none(string accepted)
    {
        using var answer = await host.PostAsync(JsonHost.GetBook, """{"timeslot": 50}""", ("Accept-Encoding", accepted));
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal(50, GetBookResponse.Parser.ParseJson(await answer.Content.ReadAsStringAsync(Cancellation)).Offers.Count);
    }

    [Fact]
    public async Task Headers_of_grpc_itself_do_not_reach_into_the_call()
    {
        using var answer = await host.PostAsync(
            JsonHost.GetStatus, "{}", ("grpc-encoding", "gzip"), ("grpc-timeout", "1n"), ("grpc-accept-encoding", "gzip"), ("TE", "trailers"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
