using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Google.Rpc;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Json;

/// <summary>Calls that fail, and requests that are no call.</summary>
public sealed class ConnectErrorTests(JsonHost host) : IClassFixture<JsonHost>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Written a second time from the protocol's own table.
    [Theory]
    [InlineData(1, "canceled", 499)]
    [InlineData(2, "unknown", 500)]
    [InlineData(3, "invalid_argument", 400)]
    [InlineData(4, "deadline_exceeded", 504)]
    [InlineData(5, "not_found", 404)]
    [InlineData(6, "already_exists", 409)]
    [InlineData(7, "permission_denied", 403)]
    [InlineData(8, "resource_exhausted", 429)]
    [InlineData(9, "failed_precondition", 400)]
    [InlineData(10, "aborted", 409)]
    [InlineData(11, "out_of_range", 400)]
    [InlineData(12, "unimplemented", 501)]
    [InlineData(13, "internal", 500)]
    [InlineData(14, "unavailable", 503)]
    [InlineData(15, "data_loss", 500)]
    [InlineData(16, "unauthenticated", 401)]
    [InlineData(77, "unknown", 500)]
    public async Task Every_code_has_its_name_and_http_status(int code, string name, int status)
    {
        using var answer = await host.PostAsync(JsonHost.GetStatus, "{}", ("X-Code", code.ToString(CultureInfo.InvariantCulture)), ("X-Trailing", "after"));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        var error = await ErrorAsync(answer);
        Assert.Equal(name, (string)error["code"]!);
        Assert.Equal("Too much — “größer” als 100 %", (string)error["message"]!);
        Assert.Null(error["details"]);
        Assert.Equal("after", answer.Headers.GetValues("x-trailing").Single());
        Assert.Equal(code == 16, answer.Headers.WwwAuthenticate.Count == 1);
    }

    [Fact]
    public async Task Details_come_in_binary_and_readable()
    {
        using var answer = await host.PostAsync(JsonHost.GetStatus, "{}", ("X-Code", "8"), ("X-Details", "yes"));
        var details = (await ErrorAsync(answer))["details"]!.AsArray();
        Assert.Equal("google.rpc.BadRequest google.rpc.RetryInfo some.Unknown", string.Join(' ', details.Select(detail => (string)detail!["type"]!)));
        var value = (string)details[0]!["value"]!;
        Assert.DoesNotContain('=', value);
        var violation = BadRequest.Parser.ParseFrom(Convert.FromBase64String(value.PadRight((value.Length + 3) / 4 * 4, '='))).FieldViolations.Single();
        Assert.Equal(("quantity_wh", "at least 1"), (violation.Field, violation.Description));
        Assert.Equal("quantity_wh", (string)details[0]!["debug"]!["fieldViolations"]![0]!["field"]!);
        Assert.Null(details[2]!["debug"]);
        Assert.Equal("2", answer.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task A_call_ends_when_its_time_is_over()
    {
        using var answer = await host.PostAsync(JsonHost.GetStatus, "{}", ("X-Wait", "yes"), ("Connect-Timeout-Ms", "50"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Equal("deadline_exceeded", (string)(await ErrorAsync(answer))["code"]!);
    }

    [Theory]
    [InlineData("0", "deadline_exceeded")]
    [InlineData("soon", "invalid_argument")]
    [InlineData("-5", "invalid_argument")]
    [InlineData("99999999999", "invalid_argument")]
    public async Task A_time_that_is_none_is_said(string timeout, string code)
    {
        using var answer = await host.PostAsync(JsonHost.GetStatus, "{}", ("Connect-Timeout-Ms", timeout));
        Assert.Equal(code, (string)(await ErrorAsync(answer))["code"]!);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("9999999999")]
    public async Task A_time_of_any_length_is_taken(string timeout)
    {
        using var answer = await host.PostAsync(JsonHost.PlaceOffer, "{}", ("Connect-Timeout-Ms", timeout));
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task Who_hangs_up_cancels_the_call()
    {
        (host.Calls.Waiting, host.Calls.Cancelled) = (new(), new());
        using var hangingUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, JsonHost.GetStatus) { Content = new StringContent("{}", null, "application/json"), Headers = { { "X-Wait", "yes" } } };
        var call = host.Http1.SendAsync(request, hangingUp.Token);
        await host.Calls.Waiting.Task.WaitAsync(Cancellation);
        await hangingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await host.Calls.Cancelled.Task.WaitAsync(Cancellation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{} {}")]
    [InlineData("{\"quantityWh\": \"many\"}")]
    [InlineData("{\"quantityWh\": 1.5}")]
    [InlineData("{\"quantityWh\": 9223372036854775808}")]
    [InlineData("{\"quantityWh\": 1e400}")]
    [InlineData("{\"divisible\": \"true\"}")]
    [InlineData("{\"customerId\": 7}")]
    [InlineData("{\"customerId\": \"\\ud800\"}")]
    [InlineData("{\"customerId\": {}}")]
    [InlineData("{\"\\ud800\": 1}")]
    [InlineData("{\"customrId\": \"C-0001\"}")]
    public async Task What_is_no_message_is_the_callers_mistake(string json)
    {
        using var answer = await host.PostAsync(JsonHost.PlaceOffer, json);
        var error = await ErrorAsync(answer);
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode}: {error}");
        Assert.Equal("invalid_argument", (string)error["code"]!);
        Assert.Contains("lem.v1.PlaceOfferRequest", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_json_and_bytes_that_are_no_text_are_the_callers_mistake()
    {
        using var deep = await host.PostAsync(JsonHost.PlaceOffer, string.Concat(Enumerable.Repeat("{\"a\":", 5000)));
        Assert.Equal(HttpStatusCode.BadRequest, deep.StatusCode);
        using var lengthy = await host.PostAsync(JsonHost.PlaceOffer, $$"""{"{{new string('a', 10_000)}}": 1}""");
        Assert.True(((string)(await ErrorAsync(lengthy))["message"]!).Length < 500);
        foreach (var type in (string[])["application/json", "application/proto"])
        {
            var content = new ByteArrayContent([0x7b, 0xff, 0xfe, 0x7d]);
            content.Headers.ContentType = new(type);
            using var bytes = await host.SendAsync(HttpMethod.Post, JsonHost.PlaceOffer, content);
            Assert.Equal("invalid_argument", (string)(await ErrorAsync(bytes))["code"]!);
        }
    }

    [Theory]
    [InlineData("deflate", "unimplemented", 501)]
    [InlineData("gzip", "invalid_argument", 400)]
    public async Task A_compression_that_is_not_known_or_not_true_is_said(string coding, string code, int status)
    {
        using var answer = await host.PostAsync(JsonHost.GetStatus, "{}", ("Content-Encoding", coding));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, (string)(await ErrorAsync(answer))["code"]!);
    }

    [Fact]
    public async Task Messages_have_the_same_limit_as_over_grpc()
    {
        using var large = await host.PostAsync(JsonHost.PlaceOffer, $$"""{"customerId": "{{new string('a', 64 << 10)}}"}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, large.StatusCode);
        Assert.Equal("resource_exhausted", (string)(await ErrorAsync(large))["code"]!);

        var zipped = new MemoryStream();
        await using (var zip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            await zip.WriteAsync(new byte[50 << 20], Cancellation);
        }

        var content = new ByteArrayContent(zipped.ToArray());
        content.Headers.ContentType = new("application/json");
        using var bomb = await host.SendAsync(HttpMethod.Post, JsonHost.PlaceOffer, content, ("Content-Encoding", "gzip"));
        Assert.Equal("resource_exhausted", (string)(await ErrorAsync(bomb))["code"]!);
    }

    [Theory]
    [InlineData("POST", "/lem.v1.StatusService/GetNothing", "application/json", 404, "unimplemented", null)]
    [InlineData("POST", "/lem.v1.NoService/GetStatus", "application/proto", 404, "unimplemented", null)]
    [InlineData("POST", JsonHost.PlaceOffer, "text/plain", 415, "unimplemented", "application/grpc, application/proto, application/json")]
    [InlineData("POST", JsonHost.PlaceOffer, "application/connect+json", 415, "unimplemented", "application/grpc, application/proto, application/json")]
    [InlineData("POST", JsonHost.PlaceOffer, "application/json; charset=latin1", 415, "unimplemented", "application/grpc, application/proto, application/json")]
    [InlineData("POST", "/lem.v1.RegistryService/ImportMastr", "application/json", 415, "unimplemented", "application/grpc")]
    [InlineData("POST", "/lem.v1.RegistryService/ImportMastr", "application/connect+json", 415, "unimplemented", "application/grpc")]
    [InlineData("PUT", JsonHost.PlaceOffer, "application/json", 405, "unimplemented", null)]
    [InlineData("GET", JsonHost.PlaceOffer + "?encoding=json&message={}", null, 405, "unimplemented", null)]
    [InlineData("DELETE", JsonHost.GetBook, null, 405, "unimplemented", null)]
    public async Task What_is_no_call_is_answered_as_the_protocol_says(string method, string path, string? contentType, int status, string code, string? acceptPost)
    {
        var content = contentType is null ? null : new ByteArrayContent("{}"u8.ToArray());
        content?.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var answer = await host.SendAsync(new(method), path, content);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, (string)(await ErrorAsync(answer))["code"]!);
        Assert.Equal(acceptPost, answer.Headers.TryGetValues("Accept-Post", out var accepted) ? accepted.Single() : null);
        Assert.Equal(status == 405, answer.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData(400, "internal")]
    [InlineData(401, "unauthenticated")]
    [InlineData(403, "permission_denied")]
    [InlineData(404, "unimplemented")]
    [InlineData(429, "unavailable")]
    [InlineData(503, "unavailable")]
    [InlineData(418, "unknown")]
    public async Task What_failed_before_grpc_has_a_code_too(int status, string code)
    {
        using var answer = await host.PostAsync(JsonHost.GetStatus, "{}", ("X-Http", status.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(code, (string)(await ErrorAsync(answer))["code"]!);
    }

    [Fact]
    public async Task Nonsense_is_never_our_fault()
    {
        var random = new Random(20260621);
        var alphabet = "{}[]\",:.-+eE0123456789 truefalsn\\u{customerId\"quantityWh\":divisible"u8.ToArray();
        for (var round = 0; round < 300; round++)
        {
            var body = new byte[random.Next(1, 60)];
            random.NextBytes(body);
            if (round % 3 > 0)
            {
                body = [(byte)'{', .. body.Select(value => alphabet[value % alphabet.Length]), (byte)'}'];
            }

            var content = new ByteArrayContent(body);
            content.Headers.ContentType = new(round % 2 == 0 ? "application/json" : "application/proto");
            using var answer = await host.SendAsync(HttpMethod.Post, JsonHost.PlaceOffer, content);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.StatusCode} for {Convert.ToHexString(body)}");
        }
    }

    [Fact]
    public async Task Another_version_of_the_protocol_is_refused()
    {
        using var answer = await host.PostAsync(JsonHost.GetStatus, "{}", ("Connect-Protocol-Version", "2"));
        Assert.Equal("invalid_argument", (string)(await ErrorAsync(answer))["code"]!);
    }

    [Fact]
    public async Task A_path_that_is_nobodys_stays_the_servers()
    {
        using var answer = await host.Http1.GetAsync(new Uri("/nothing", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    static async Task<JsonNode> ErrorAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
}
