using Grpc.Core;
using Grpc.Health.V1;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Client.Tests.Servers;

sealed class ScriptedStatus(Script script) : StatusService.StatusServiceBase
{
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        script.Enter(context);
        return Task.FromResult(new GetStatusResponse { Version = script.Name });
    }
}

sealed class ScriptedMarket(Script script) : MarketService.MarketServiceBase
{
    public override Task<PlaceOfferResponse> PlaceOffer(PlaceOfferRequest request, ServerCallContext context)
    {
        script.Enter(context);
        return Task.FromResult(new PlaceOfferResponse { OfferId = request.RequestId });
    }

    public override async Task<GetBookResponse> GetBook(GetBookRequest request, ServerCallContext context)
    {
        script.Enter(context);
        // Never answers.
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return new();
    }
}

sealed class ScriptedRegistry(Script script) : RegistryService.RegistryServiceBase
{
    public override Task<IssueEnrollmentCodeResponse> IssueEnrollmentCode(IssueEnrollmentCodeRequest request, ServerCallContext context)
    {
        script.Enter(context);
        return Task.FromResult(new IssueEnrollmentCodeResponse());
    }

    public override Task<ImportMastrResponse> ImportMastr(IAsyncStreamReader<FileChunk> requestStream, ServerCallContext context)
    {
        // Before the file has come: the client is still writing.
        script.Enter(context);
        return Task.FromResult(new ImportMastrResponse());
    }

    public override Task<ListUnitsResponse> ListUnits(ListUnitsRequest request, ServerCallContext context)
    {
        script.Enter(context);
        var page = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
        var answer = new ListUnitsResponse { NextPageToken = page < 2 ? $"{page + 1}" : "" };
        answer.Units.AddRange(Enumerable.Range(page * 2, 2).Select(i => new Unit { UnitNumber = $"U{i}" }));
        return Task.FromResult(answer);
    }
}

sealed class ScriptedEvidence(Script script) : EvidenceService.EvidenceServiceBase
{
    /// <summary>It has side effects.</summary>
    public override Task<RequestDataResponse> RequestData(RequestDataRequest request, ServerCallContext context)
    {
        script.Enter(context);
        return Task.FromResult(new RequestDataResponse());
    }
}

sealed class ScriptedBoxes(Script script) : BoxService.BoxServiceBase
{
    public override async Task Connect(IAsyncStreamReader<BoxMessage> requestStream, IServerStreamWriter<BackendMessage> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new() { Challenge = new() }, context.CancellationToken);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            script.Enter(context);
        }
    }
}

sealed class ScriptedHealth(Script script) : Health.HealthBase
{
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new() { Status = HealthCheckResponse.Types.ServingStatus.Serving }, context.CancellationToken);
        script.Enter(context);
    }
}
