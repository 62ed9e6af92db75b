using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using LocalEnergyMarket.Backend.Rpc.Tests.Json;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Reflection;

/// <summary>grpc.reflection.v1 and v1alpha, asked through real connections.</summary>
public sealed class ReflectionTests(JsonHost host) : IClassFixture<JsonHost>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_services_of_the_server_are_named()
    {
        var answer = await AskAsync(new() { ListServices = "" });
        var names = answer.ListServicesResponse.Service.Select(service => service.Name).ToArray();
        foreach (var name in (string[])["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "lem.v1.MarketService", "lem.v1.RegistryService", "lem.v1.StatusService"])
        {
            Assert.Contains(names, served => served == name);
        }

        Assert.DoesNotContain(names, served => served == "lem.v1.BoxService");
    }

    [Theory]
    [InlineData("lem.v1.MarketService")]
    [InlineData("lem.v1.MarketService.PlaceOffer")]
    [InlineData("lem.v1.PlaceOfferRequest")]
    [InlineData("lem.v1.PlaceOfferRequest.quantity_wh")]
    [InlineData("lem.v1.TimeslotPhase")]
    [InlineData("lem.v1.TIMESLOT_PHASE_OPEN")]
    public async Task A_file_is_found_by_what_is_defined_in_it(string symbol)
    {
        var answer = await AskAsync(new() { Host = "h", FileContainingSymbol = symbol });
        Assert.Equal(("h", symbol), (answer.ValidHost, answer.OriginalRequest.FileContainingSymbol));
        Assert.Equal("lem/v1/market.proto", Files(answer)[0].Name);
    }

    [Fact]
    public async Task A_file_comes_with_its_imports_in_an_order_that_can_be_built()
    {
        var files = Files(await AskAsync(new() { FileByFilename = "lem/v1/market.proto" }));
        var names = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(files.Count, names.Count);
        Assert.All(files.SelectMany(file => file.Dependency), import => Assert.Contains(names, name => name == import));
    }

    [Fact]
    public async Task Extensions_are_found_by_type_and_number()
    {
        const string FieldOptions = "google.protobuf.FieldOptions";
        Assert.Contains(RulesExtensions.Rule.FieldNumber, (await AskAsync(new() { AllExtensionNumbersOfType = FieldOptions })).AllExtensionNumbersResponse.ExtensionNumber);
        var answer = await AskAsync(new() { FileContainingExtension = new() { ContainingType = FieldOptions, ExtensionNumber = RulesExtensions.Rule.FieldNumber } });
        Assert.Equal("lem/v1/rules.proto", Files(answer)[0].Name);
        Assert.Empty((await AskAsync(new() { AllExtensionNumbersOfType = "lem.v1.Offer" })).AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public async Task The_rules_in_the_protos_come_along()
    {
        var answer = await AskAsync(new() { FileByFilename = "lem/v1/market.proto" });
        var registry = new ExtensionRegistry { RulesExtensions.Access, RulesExtensions.Rule };
        var file = FileDescriptorProto.Parser.WithExtensionRegistry(registry).ParseFrom(answer.FileDescriptorResponse.FileDescriptorProto[0]);
        var method = file.Service.Single().Method.Single(method => method.Name == "PlaceOffer");
        Assert.Equal([CallerRole.Customer], method.Options.GetExtension(RulesExtensions.Access).Roles);
        var field = file.MessageType.Single(message => message.Name == "PlaceOfferRequest").Field.Single(field => field.Name == "request_id");
        Assert.True(field.Options.GetExtension(RulesExtensions.Rule).Uuid);
    }

    [Fact]
    public async Task A_server_can_keep_it_to_itself()
    {
        await using var silent = new JsonHost { Describe = false };
        await silent.InitializeAsync();
        using var call = new ServerReflection.ServerReflectionClient(GrpcChannel.ForAddress(silent.Http2.BaseAddress!, new() { HttpClient = silent.Http2 }))
            .ServerReflectionInfo(cancellationToken: Cancellation);
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation))).StatusCode);
        using var document = await silent.Http1.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancellation);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, document.StatusCode);
        using var answer = await silent.PostAsync(JsonHost.GetStatus, "{}");
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task What_is_not_there_is_said_and_the_stream_goes_on(ServerReflectionRequest request, int code)
    {
        using var call = NewCall();
        await call.RequestStream.WriteAsync(request, Cancellation);
        await call.RequestStream.WriteAsync(new() { ListServices = "*" }, Cancellation);
        await call.RequestStream.CompleteAsync();
        var answers = await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation);
        Assert.Equal(code, answers[0].ErrorResponse.ErrorCode);
        Assert.NotEmpty(answers[0].ErrorResponse.ErrorMessage);
        Assert.NotNull(answers[1].ListServicesResponse);
    }

    public static TheoryData<ServerReflectionRequest, int> Unknown => new()
    {
        { new() { FileByFilename = "none.proto" }, 5 },
        { new() { FileContainingSymbol = "lem.v1.None" }, 5 },
        { new() { FileContainingExtension = new() { ContainingType = "lem.v1.Offer", ExtensionNumber = 1 } }, 5 },
        { new() { AllExtensionNumbersOfType = "lem.v1.None" }, 5 },
        { new(), 3 },
    };

    [Fact]
    public async Task Older_tools_get_the_same_by_its_older_name()
    {
        var client = new Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(Channel());
        using var call = client.ServerReflectionInfo(cancellationToken: Cancellation);
        await call.RequestStream.WriteAsync(new() { FileContainingSymbol = "lem.v1.StatusService" }, Cancellation);
        await call.RequestStream.CompleteAsync();
        var old = await call.ResponseStream.ReadAllAsync(Cancellation).SingleAsync(Cancellation);
        var current = await AskAsync(new() { FileContainingSymbol = "lem.v1.StatusService" });
        Assert.Equal(current.ToByteString(), old.ToByteString());
    }

    async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var call = NewCall();
        await call.RequestStream.WriteAsync(request, Cancellation);
        await call.RequestStream.CompleteAsync();
        return await call.ResponseStream.ReadAllAsync(Cancellation).SingleAsync(Cancellation);
    }

    AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> NewCall() =>
        new ServerReflection.ServerReflectionClient(Channel()).ServerReflectionInfo(cancellationToken: Cancellation);

    GrpcChannel Channel() => GrpcChannel.ForAddress(host.Http2.BaseAddress!, new() { HttpClient = host.Http2 });

    static List<FileDescriptorProto> Files(ServerReflectionResponse answer) =>
        [.. answer.FileDescriptorResponse.FileDescriptorProto.Select(file => FileDescriptorProto.Parser.ParseFrom(file))];
}
