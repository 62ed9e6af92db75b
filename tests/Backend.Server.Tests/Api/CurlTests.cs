using System.Text.Json.Nodes;
using Google.Rpc;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Api;

/// <summary>The backend as the box and the portal have it, called from a shell.</summary>
public sealed class CurlTests(RunningSystem system) : IDisposable
{
    readonly Curl _curl = new(system);

    [Theory]
    [InlineData("--http1.1", "1.1")]
    [InlineData("--http2", "2")]
    public async Task A_call_from_a_shell_is_answered(string option, string version)
    {
        var (spoken, status, body) = await _curl.PostAsync("Operator", "/lem.v1.StatusService/GetStatus", "{}", option, "--compressed");
        Assert.Equal((version, 200), (spoken, status));
        var answer = GetStatusResponse.Parser.ParseJson(body);
        Assert.Contains(answer.Parts, part => part is { Part: "database", State: PartState.Well });
        Assert.Equal(system.Clock.Factor, answer.ClockFactor);
    }

    [Fact]
    public async Task Who_has_no_token_or_the_wrong_role_is_told_so()
    {
        var (_, status, body) = await _curl.PostAsync("nobody", "/lem.v1.StatusService/GetStatus", "{}");
        Assert.Equal((401, "unauthenticated"), (status, (string?)JsonNode.Parse(body)!["code"]));
        (_, status, body) = await _curl.PostAsync("Customer", "/lem.v1.RegistryService/ListBoxes", "{}");
        Assert.Equal((403, "permission_denied"), (status, (string?)JsonNode.Parse(body)!["code"]));
    }

    [Fact]
    public async Task What_is_wrong_is_said_as_over_grpc()
    {
        var (_, status, body) = await _curl.PostAsync("Operator", "/lem.v1.MarketService/GetBook", """{"balancingGroup": "11XNONE", "timeslot": "1782021600"}""");
        var refused = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () =>
            await new MarketService.MarketServiceClient(system.As("Operator")).GetBookAsync(
                new() { BalancingGroup = "11XNONE", Timeslot = 1782021600 }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((404, "not_found"), (status, (string?)JsonNode.Parse(body)!["code"]));
        Assert.Equal(refused.Status.Detail, (string)JsonNode.Parse(body)!["message"]!);
    }

    [Fact]
    public async Task Every_field_that_is_wrong_is_named_as_over_grpc()
    {
        var (_, status, body) = await _curl.PostAsync("Operator", "/lem.v1.RegistryService/LinkMeter", """{"boxId": "box 7", "meterIndex": 0}""");
        var refused = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () =>
            await new RegistryService.RegistryServiceClient(system.As("Operator")).LinkMeterAsync(new() { BoxId = "box 7" }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((400, "invalid_argument"), (status, (string?)JsonNode.Parse(body)!["code"]));
        var grpc = Google.Rpc.Status.Parser.ParseFrom(refused.Trailers.GetValueBytes("grpc-status-details-bin")).Details.Single(detail => detail.Is(BadRequest.Descriptor)).Unpack<BadRequest>();
        var json = JsonNode.Parse(body)!["details"]!.AsArray().Single(detail => (string)detail!["type"]! == "google.rpc.BadRequest")!;
        Assert.Equal(
            string.Join('\n', grpc.FieldViolations.Select(violation => $"{violation.Field}: {violation.Description}")),
            string.Join('\n', json["debug"]!["fieldViolations"]!.AsArray().Select(violation => $"{violation!["field"]}: {violation["description"]}")));
        Assert.Contains(grpc.FieldViolations, violation => violation.Field == "box_id");
        Assert.Contains(grpc.FieldViolations, violation => violation.Field == "meter_serial");
    }

    [Fact]
    public async Task Who_may_not_call_is_told_so_before_the_message_is_read()
    {
        var (_, status, body) = await _curl.PostAsync("nobody", "/lem.v1.RegistryService/LinkMeter", "no json at all");
        Assert.Equal((401, "unauthenticated"), (status, (string?)JsonNode.Parse(body)!["code"]));
        (_, status, body) = await _curl.PostAsync("Operator", "/lem.v1.RegistryService/LinkMeter", "no json at all");
        Assert.Equal((400, "invalid_argument"), (status, (string?)JsonNode.Parse(body)!["code"]));
        Assert.Contains("MESSAGE_MALFORMED", body, StringComparison.Ordinal);
    }

    public void Dispose() => _curl.Dispose();
}
