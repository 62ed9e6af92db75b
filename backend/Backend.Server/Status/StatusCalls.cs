using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Health;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Status;

/// <summary>lem.v1.StatusService: every part says how it is, in one sentence.</summary>
sealed class StatusCalls(HealthBoard board, TimeProvider time) : StatusService.StatusServiceBase
{
    public override async Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        // Whether the market works is everyone's business; addresses and failures inside it are not.
        var shows = context.Caller().Role != CallerRole.Customer;
        var parts = await board.AskAsync(context.CancellationToken);
        return new()
        {
            MarketTime = time.GetUtcNow().ToTimestamp(),
            ClockFactor = (time as MarketClock)?.Factor ?? 1,
            Version = typeof(StatusCalls).Assembly.GetName().Version?.ToString(3) ?? "",
            Parts = { parts.Select(part => new PartStatus { Part = part.Part, State = part.State, Detail = shows ? part.Detail : "" }) },
        };
    }
}
