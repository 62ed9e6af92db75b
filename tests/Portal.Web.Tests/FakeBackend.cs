using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>A gRPC server with the backend's contract, TLS and token, whose answers a test sets.</summary>
sealed class FakeBackend : IAsyncDisposable
{
    public const string Token = "test-token-0123456789abcdef0123456789";

    readonly WebApplication _server;

    FakeBackend(WebApplication server, Scene scene) => (_server, Scene) = (server, scene);

    public Scene Scene { get; }

    public static async Task<FakeBackend> StartAsync(int port, string certificateFile, string keyFile)
    {
        var scene = new Scene();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, port, listen => listen.UseHttps(X509Certificate2.CreateFromPemFile(certificateFile, keyFile))));
        builder.Services.AddSingleton(scene);
        builder.Services.AddSingleton<TokenCheck>();
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<TokenCheck>());
        var server = builder.Build();
        server.MapGrpcService<FakeRegistry>();
        server.MapGrpcService<FakeMarket>();
        server.MapGrpcService<FakeForecasts>();
        server.MapGrpcService<FakeSettlements>();
        server.MapGrpcService<FakeEvidence>();
        server.MapGrpcService<FakeJobs>();
        server.MapGrpcService<FakeStatus>();
        await server.StartAsync(CancellationToken.None);
        return new(server, scene);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

sealed class TokenCheck(Scene scene) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var shown = context.RequestHeaders.GetValue("authorization");
        if (shown != $"Bearer {FakeBackend.Token}")
        {
            throw new RpcException(new(StatusCode.Unauthenticated, "The token is not known."));
        }

        return scene.Failure is { } failure
            ? throw new RpcException(new(failure, "secret detail of the inside at Foo.cs:line 12"))
            : continuation(request, context);
    }
}

sealed class FakeRegistry(Scene scene) : RegistryService.RegistryServiceBase
{
    public override Task<ListBoxesResponse> ListBoxes(ListBoxesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListBoxesResponse { Boxes = { scene.Boxes } });

    public override Task<ListCustomersResponse> ListCustomers(ListCustomersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListCustomersResponse { Customers = { scene.Customers } });

    public override Task<ListUnitsResponse> ListUnits(ListUnitsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListUnitsResponse { Units = { scene.Units.Where(unit => request.UnitNumbers.Contains(unit.UnitNumber)) } });
}

sealed class FakeMarket(Scene scene) : MarketService.MarketServiceBase
{
    public override Task<ListTimeslotsResponse> ListTimeslots(ListTimeslotsRequest request, ServerCallContext context) =>
        Task.FromResult(request.PageToken == "older"
            ? new ListTimeslotsResponse { Timeslots = { scene.OlderSlots } }
            : new ListTimeslotsResponse { Timeslots = { scene.Slots }, NextPageToken = scene.OlderSlots.Count > 0 ? "older" : "" });

    public override Task<GetBookResponse> GetBook(GetBookRequest request, ServerCallContext context) =>
        Task.FromResult(request.Timeslot == Scene.SettledSlot ? scene.Book : throw Missing());

    public override Task<GetResultResponse> GetResult(GetResultRequest request, ServerCallContext context) =>
        Task.FromResult(scene.Result ?? throw Missing());

    static RpcException Missing() => new(new(StatusCode.NotFound, "There is none."));
}

sealed class FakeForecasts(Scene scene) : ForecastService.ForecastServiceBase
{
    public override Task<CompareForecastResponse> CompareForecast(CompareForecastRequest request, ServerCallContext context) => Task.FromResult(new CompareForecastResponse
    {
        Comparisons = { scene.Comparisons.Where(slot => request.UnitNumber == "SEE900000000001" && slot.Timeslot >= request.FromTimeslot && slot.Timeslot < request.ToTimeslot) },
    });

    public override Task<GetAccuracyResponse> GetAccuracy(GetAccuracyRequest request, ServerCallContext context) =>
        Task.FromResult(request.UnitNumber == "SEE900000000001" ? scene.Accuracy : new());
}

sealed class FakeSettlements(Scene scene) : SettlementService.SettlementServiceBase
{
    public override Task<GetSlotEnergiesResponse> GetSlotEnergies(GetSlotEnergiesRequest request, ServerCallContext context) =>
        Task.FromResult(new GetSlotEnergiesResponse { Energies = { scene.Energies } });

    public override Task<GetSettlementResponse> GetSettlement(GetSettlementRequest request, ServerCallContext context) =>
        Task.FromResult(scene.Settlement ?? throw new RpcException(new(StatusCode.NotFound, "There is none.")));
}

sealed class FakeEvidence(Scene scene) : EvidenceService.EvidenceServiceBase
{
    public override Task<ListAnchorsResponse> ListAnchors(ListAnchorsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListAnchorsResponse { Anchors = { scene.Anchors } });
}

sealed class FakeJobs(Scene scene) : JobsService.JobsServiceBase
{
    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context) => Task.FromResult(new ListJobsResponse
    {
        Jobs = { scene.Jobs.Where(job => (request.States.Count == 0 || request.States.Contains(job.State)) && (request.Kind.Length == 0 || request.Kind == job.Kind)) },
    });

    public override Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context) =>
        Task.FromResult(new GetJobResponse { Job = scene.Jobs.SingleOrDefault(job => job.JobId == request.JobId) ?? throw new RpcException(new(StatusCode.NotFound, "There is none.")) });

    public override Task<GetJobLogResponse> GetJobLog(GetJobLogRequest request, ServerCallContext context) => Task.FromResult(new GetJobLogResponse { Lines = { scene.JobLog } });

    public override Task<ListSchedulesResponse> ListSchedules(ListSchedulesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListSchedulesResponse { Schedules = { scene.Schedules } });
}

sealed class FakeStatus(Scene scene) : StatusService.StatusServiceBase
{
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) => Task.FromResult(scene.Status);
}
