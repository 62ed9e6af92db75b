using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Json;

/// <summary>Methods that change nothing, by GET (Connect Protocol Reference, Unary-Get-Request).</summary>
public sealed class ConnectGetTests(JsonHost host) : IClassFixture<JsonHost>
{
    static readonly GetBookRequest Request = new() { BalancingGroup = "11X ä+&=%", Timeslot = 3 };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Queries
    {
        get
        {
            var json = JsonFormatter.Default.Format(Request);
            var binary = Request.ToByteArray();
            return
            [
                "connect=v1&encoding=json&message=" + Uri.EscapeDataString(json),
                "encoding=json&message=" + Uri.EscapeDataString(json).Replace("%20", "+", StringComparison.Ordinal),
                "encoding=json&base64=1&message=" + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)),
                "encoding=json&compression=identity&base64=1&message=" + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)) + "%3D%3D"[..Padding(json)],
                "encoding=proto&message=" + Percent(binary),
                "encoding=proto&base64=1&message=" + Base64Url.EncodeToString(binary),
                "encoding=proto&compression=gzip&message=" + Percent(Zip(binary)),
                "encoding=json&compression=gzip&base64=1&message=" + Base64Url.EncodeToString(Zip(Encoding.UTF8.GetBytes(json))),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task The_message_stands_in_the_address(string query)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, $"{JsonHost.GetBook}?{query}", null);
        var body = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        var isJson = query.Contains("encoding=json", StringComparison.Ordinal);
        Assert.Equal(isJson ? "application/json" : "application/proto", answer.Content.Headers.ContentType?.ToString());
        var book = isJson ? GetBookResponse.Parser.ParseJson(Encoding.UTF8.GetString(body)) : GetBookResponse.Parser.ParseFrom(body);
        Assert.Equal(3, book.Offers.Count);
        Assert.All(book.Offers, offer => Assert.Equal(Request.BalancingGroup, offer.UnitNumber));
    }

    [Theory]
    [InlineData("", 400, "invalid_argument")]
    [InlineData("encoding=json", 400, "invalid_argument")]
    [InlineData("message={}", 400, "invalid_argument")]
    [InlineData("encoding=xml&message={}", 415, "unimplemented")]
    [InlineData("encoding=json&message=", 400, "invalid_argument")]
    [InlineData("encoding=json&message=%7B", 400, "invalid_argument")]
    [InlineData("encoding=json&message=%FF%FE", 400, "invalid_argument")]
    [InlineData("encoding=json&base64=1&message=*", 400, "invalid_argument")]
    [InlineData("encoding=json&compression=br&message={}", 501, "unimplemented")]
    [InlineData("connect=v2&encoding=json&message={}", 400, "invalid_argument")]
    public async Task An_address_without_a_message_is_explained(string query, int status, string code)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, $"{JsonHost.GetBook}?{query}", null);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["code"]!);
    }

    [Fact]
    public async Task An_empty_message_in_binary_is_one()
    {
        using var answer = await host.SendAsync(HttpMethod.Get, JsonHost.GetStatus + "?encoding=proto&message=", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(60, GetStatusResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(Cancellation)).ClockFactor);
    }

    static int Padding(string json) => Encoding.UTF8.GetByteCount(json) % 3 is 0 ? 0 : (3 - (Encoding.UTF8.GetByteCount(json) % 3)) * 3;

    static string Percent(byte[] bytes) => string.Concat(bytes.Select(value => $"%{value:X2}"));

    static byte[] Zip(byte[] content)
    {
        var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(content);
        }

        return zipped.ToArray();
    }
}
