using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Api;

/// <summary>Every unary method with the example of the OpenAPI document, in JSON and by gRPC: the same answer, and no rule of a field broken.</summary>
public sealed class EveryMethodTests(RunningSystem system) : IDisposable
{
    static readonly Marshaller<byte[]> Bytes = new(message => message, message => message);

    readonly Curl _curl = new(system);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Methods =>
    [
        .. new[]
        {
            BoxReflection.Descriptor, ControlReflection.Descriptor, RegistryReflection.Descriptor, ForecastsReflection.Descriptor, MarketReflection.Descriptor, SettlementReflection.Descriptor,
            EvidenceReflection.Descriptor, FleetReflection.Descriptor, JobsReflection.Descriptor, MastrReflection.Descriptor, StatusReflection.Descriptor,
        }.SelectMany(file => file.Services).SelectMany(service => service.Methods)
        .Where(method => !method.IsClientStreaming && !method.IsServerStreaming).Select(method => $"/{method.Service.FullName}/{method.Name}"),
    ];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_method_answers_alike_in_json_and_by_grpc(string path)
    {
        var method = Find(path);
        var access = method.GetOptions().GetExtension(RulesExtensions.Access);
        var who = access.Open ? "nobody" : access.Roles[0].ToString();
        var request = await ExampleAsync(path);
        var reads = method.GetOptions().IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects;
        var message = new JsonParser(JsonParser.Settings.Default).Parse(request, method.InputType).ToByteArray();
        for (var attempt = 1; ; attempt++)
        {
            var before = await CallAsync(method, who, message);
            var (_, status, json) = await _curl.PostAsync(who, path, request);
            var after = await CallAsync(method, who, message);
            Assert.DoesNotContain(access.Open ? "no such" : "google.rpc.BadRequest", json, StringComparison.Ordinal);
            var seen = Normal(path, status == 200, json, reads);

            // The market goes on between the calls.
            if (seen == before || seen == after || attempt == 20)
            {
                Assert.True(seen == before || seen == after, $"{seen}\n{before}\n{after}");
                return;
            }
        }
    }

    public void Dispose() => _curl.Dispose();

    static MethodDescriptor Find(string path)
    {
        var (service, name) = (path.Split('/')[1], path.Split('/')[2]);
        return new[] { BoxReflection.Descriptor, ControlReflection.Descriptor, RegistryReflection.Descriptor, ForecastsReflection.Descriptor, MarketReflection.Descriptor, SettlementReflection.Descriptor, EvidenceReflection.Descriptor, FleetReflection.Descriptor, JobsReflection.Descriptor, MastrReflection.Descriptor, StatusReflection.Descriptor }
            .SelectMany(file => file.Services).Single(found => found.FullName == service).FindMethodByName(name);
    }

    async Task<string> ExampleAsync(string path)
    {
        using var client = new HttpClient(system.Files.Certificates.NewHandler());
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri(system.Address, "/openapi/v1.json"), Cancellation))!;
        var example = document["paths"]![path]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]?.AsObject() ?? [];
        if (example.ContainsKey("balancingGroup"))
        {
            example["balancingGroup"] = Groups.Trading;
        }

        if (path.EndsWith("/RegisterCustomer", StringComparison.Ordinal))
        {
            example["customerId"] = Callers.CustomerId(60); // Nobody that other tests trade as.
        }

        return example.ToJsonString();
    }

    async Task<string> CallAsync(MethodDescriptor method, string who, byte[] request)
    {
        var call = new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes);
        var path = $"/{method.Service.FullName}/{method.Name}";
        try
        {
            var answer = await system.As(who).AsyncUnaryCall(call, null, new(cancellationToken: Cancellation), request);
            var json = JsonFormatter.Default.Format(method.OutputType.Parser.ParseFrom(answer));
            return Normal(path, ok: true, json, method.GetOptions().IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects);
        }
        catch (RpcException e)
        {
            return $"{e.StatusCode}: {e.Status.Detail}".ToUpperInvariant();
        }
    }

    static string Normal(string path, bool ok, string json, bool reads)
    {
        var answer = JsonNode.Parse(json)!.AsObject();
        if (!ok)
        {
            return $"{((string)answer["code"]!).Replace("_", "", StringComparison.Ordinal).Replace("canceled", "cancelled", StringComparison.Ordinal)}: {answer["message"]}".ToUpperInvariant();
        }

        if (path.EndsWith("/GetStatus", StringComparison.Ordinal))
        {
            answer.Remove("marketTime"); // Another one each time; and so are the sentences about the parts.
            answer.Remove("parts");
        }

        // What is made anew each time is alike in its parts.
        return reads ? answer.ToJsonString() : string.Join(' ', answer.Select(member => member.Key));
    }
}
