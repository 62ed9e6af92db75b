using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using LocalEnergyMarket.Backend.Rpc.OpenApi;
using LocalEnergyMarket.Backend.Rpc.Tests.Json;
using LocalEnergyMarket.Protos.V1;
using Microsoft.OpenApi;

namespace LocalEnergyMarket.Backend.Rpc.Tests.OpenApi;

/// <summary>The OpenAPI document, judged by a reader that did not write it and against the protos.</summary>
public sealed class DocumentTests(JsonHost host) : IClassFixture<JsonHost>
{
    static readonly JsonNode Document = JsonNode.Parse(ApiDocument.ToJson())!;

    static readonly ServiceDescriptor[] Services =
    [
        .. new[]
        {
            BoxReflection.Descriptor, ControlReflection.Descriptor, RegistryReflection.Descriptor, ForecastsReflection.Descriptor, MarketReflection.Descriptor, SettlementReflection.Descriptor,
            EvidenceReflection.Descriptor, FleetReflection.Descriptor, JobsReflection.Descriptor, MastrReflection.Descriptor, StatusReflection.Descriptor,
        }.SelectMany(file => file.Services),
    ];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_openapi_3_1_without_a_fault()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Document.ToJsonString()));
        var (document, diagnostic) = await OpenApiDocument.LoadAsync(stream, "json", new() { RuleSet = ValidationRuleSet.GetDefaultRuleSet() }, Cancellation);
        Assert.NotNull(document);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic!.SpecificationVersion);
        Assert.Empty(diagnostic.Errors);
        Assert.Empty(diagnostic.Warnings);
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var references = All(Document).OfType<JsonObject>().Select(node => node["$ref"]).OfType<JsonValue>().Select(value => (string)value!).ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(reference[2..].Split('/').Aggregate(Document, (node, part) => node[part.Replace("~1", "/", StringComparison.Ordinal)]!)));
    }

    [Fact]
    public void All_unary_methods_are_in_it_and_nothing_else()
    {
        var unary = Services.SelectMany(service => service.Methods).Where(method => !method.IsClientStreaming && !method.IsServerStreaming);
        Assert.Equal(
            string.Join('\n', unary.Select(method => $"/{method.Service.FullName}/{method.Name}").Order(StringComparer.Ordinal)),
            string.Join('\n', Document["paths"]!.AsObject().Select(path => path.Key).Order(StringComparer.Ordinal)));
        var ids = Operations().Select(operation => (string)operation["operationId"]!).ToArray();
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Streams_are_told_to_be_elsewhere() => Assert.All(
        Services.SelectMany(service => service.Methods).Where(method => method.IsClientStreaming || method.IsServerStreaming),
        method => Assert.Contains($"`{method.Name}`", (string)Document["tags"]!.AsArray().Single(tag => (string)tag!["name"]! == method.Service.Name)!["description"]!, StringComparison.Ordinal));

    [Fact]
    public void Everything_is_explained()
    {
        Assert.All(Operations(), operation => Assert.NotEmpty((string)operation["summary"]! + (string)operation["description"]!));
        Assert.All(Operations(), operation => Assert.False(((string)operation["summary"]!).Length == 0, (string)operation["operationId"]!));
        Assert.All(Document["components"]!["schemas"]!.AsObject(), schema => Assert.False(string.IsNullOrEmpty((string?)schema.Value!["description"]), schema.Key));
        Assert.All(
            Document["components"]!["schemas"]!.AsObject().SelectMany(schema => (schema.Value!["properties"]?.AsObject() ?? []).Select(field => (Name: $"{schema.Key}.{field.Key}", field.Value)))
                .Where(field => !field.Name.StartsWith("Error.", StringComparison.Ordinal)),
            field => Assert.False(string.IsNullOrEmpty((string?)field.Value!["description"]), field.Name));
    }

    [Fact]
    public void An_order_is_described_with_its_rules_errors_and_roles()
    {
        var post = Document["paths"]![JsonHost.PlaceOffer]!["post"]!;
        Assert.Null(Document["paths"]![JsonHost.PlaceOffer]!["get"]);
        Assert.StartsWith("Offers energy of one", (string)post["summary"]!, StringComparison.Ordinal);
        Assert.Contains("Roles: customer.", (string)post["description"]!, StringComparison.Ordinal);
        Assert.Contains("`failed_precondition`: gate closed", (string)post["responses"]!["400"]!["description"]!, StringComparison.Ordinal);
        foreach (var status in (string[])["200", "401", "403", "404", "409", "default"])
        {
            Assert.NotNull(post["responses"]![status]);
        }

        var schema = Document["components"]!["schemas"]!["PlaceOfferRequest"]!;
        Assert.Contains(schema["required"]!.AsArray(), name => (string)name! == "customerId");
        Assert.False((bool)schema["additionalProperties"]!);
        var properties = schema["properties"]!;
        Assert.Equal("^(?:[A-Za-z0-9-]{1,32})$", (string)properties["customerId"]!["pattern"]!);
        Assert.Equal(("uuid", "int64"), ((string)properties["requestId"]!["format"]!, (string)properties["quantityWh"]!["format"]!));
        Assert.Equal((1, 1_000_000_000), ((long)properties["quantityWh"]!["minimum"]!, (long)properties["quantityWh"]!["maximum"]!));
        Assert.Equal(900, (long)properties["timeslot"]!["multipleOf"]!);
        Assert.Equal("boolean", (string)properties["divisible"]!["type"]!);
        Assert.Equal("date-time", (string)Document["components"]!["schemas"]!["Bid"]!["properties"]!["placedAt"]!["format"]!);
    }

    [Fact]
    public void A_method_that_changes_nothing_is_there_by_get_and_an_open_one_without_a_token()
    {
        var get = Document["paths"]![JsonHost.GetBook]!["get"]!;
        Assert.NotNull(get["parameters"]!.AsArray().Single(parameter => (string?)parameter!["name"] == "message")!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Empty(Document["paths"]!["/lem.v1.BoxService/Enroll"]?["post"]?["security"]?.AsArray() ?? []);
        Assert.NotEmpty(Document["security"]!.AsArray());
    }

    [Fact]
    public void An_example_says_something()
    {
        JsonNode Example(string path) => Document["paths"]![path]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!;
        Assert.Equal(
            """{"customerId":"C-0001","unitNumber":"SEE000000000000","timeslot":"1782021600","quantityWh":"1000","startPriceMctPerKwh":"1000","divisible":true,"requestId":"7d444840-9dc0-41d1-a245-5ffdce74fad2"}""",
            Example(JsonHost.PlaceOffer).ToJsonString());
        Assert.Equal(1, (int)Example("/lem.v1.RegistryService/LinkMeter")["meterIndex"]!);
        Assert.Equal("11XLOCALMARKET-M", (string)Example(JsonHost.GetBook)["balancingGroup"]!);
    }

    [Fact]
    public void Every_example_is_a_message()
    {
        foreach (var method in Services.SelectMany(service => service.Methods))
        {
            var example = Document["paths"]![$"/{method.Service.FullName}/{method.Name}"]?["post"]?["requestBody"]?["content"]?["application/json"]?["example"];
            Assert.True(example is not null || method.IsClientStreaming || method.IsServerStreaming || method.InputType.Fields.InDeclarationOrder().Count == 0, method.FullName);
            _ = example is null ? null : new JsonParser(JsonParser.Settings.Default).Parse(example.ToJsonString(), method.InputType);
        }
    }

    [Fact]
    public async Task It_is_sent_once()
    {
        using var first = await host.Http1.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancellation);
        Assert.Equal(("application/json", HttpStatusCode.OK), (first.Content.Headers.ContentType?.ToString(), first.StatusCode));
        Assert.True(JsonNode.DeepEquals(Document, JsonNode.Parse(await first.Content.ReadAsStringAsync(Cancellation))));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await host.Http1.SendAsync(again, Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        using var zipped = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json") { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("gzip") } } };
        using var third = await host.Http1.SendAsync(zipped, Cancellation);
        Assert.Equal("gzip", Assert.Single(third.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task The_page_is_whole_and_lets_nothing_in_from_elsewhere()
    {
        using var answer = await host.Http1.GetAsync(new Uri("/openapi", UriKind.Relative), Cancellation);
        Assert.Equal("/openapi/", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("LICENSE.txt", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        foreach (var file in (string[])["swagger-ui.css", "swagger-ui-bundle.js", "start.js", "favicon-32x32.png", "LICENSE.txt", "NOTICE.txt", "swagger-ui-bundle.js.LICENSE.txt"])
        {
            using var part = await host.Http1.GetAsync(new Uri($"/openapi/{file}", UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.OK, part.StatusCode);
        }

        using var none = await host.Http1.GetAsync(new Uri("/openapi/none.js", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    static IEnumerable<JsonNode> Operations() => Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!);

    static IEnumerable<JsonNode> All(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(All).Prepend(node),
        JsonArray items => items.OfType<JsonNode>().SelectMany(All).Prepend(node),
        _ => [node],
    };
}
