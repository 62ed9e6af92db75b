using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Jobs;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Status;

/// <summary>lem.v1.StatusService: every part says how it is, in one sentence.</summary>
sealed class StatusCalls(
    NpgsqlDataSource database, Eos chain, ChainOutbox outbox, BoxRegister boxes, ConnectedBoxes connected, IEnumerable<JobLoop> jobs, TimeProvider time)
    : StatusService.StatusServiceBase
{
    public override async Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        var cancellation = context.CancellationToken;
        var response = new GetStatusResponse
        {
            MarketTime = time.GetUtcNow().ToTimestamp(),
            ClockFactor = (time as MarketClock)?.Factor ?? 1,
            Version = typeof(StatusCalls).Assembly.GetName().Version?.ToString(3) ?? "",
        };
        response.Parts.Add(await PartAsync("database", () => DatabaseAsync(cancellation)));
        response.Parts.Add(await PartAsync("chain", () => ChainAsync(cancellation)));
        response.Parts.Add(await PartAsync("outbox", () => OutboxAsync(cancellation)));
        response.Parts.Add(await PartAsync("boxes", () => BoxesAsync(cancellation)));
        response.Parts.AddRange(jobs.Select(Job));
        if (context.Caller().Role == Role.Customer)
        {
            // Whether the market works is everyone's business; addresses and failures inside it are not.
            foreach (var part in response.Parts)
            {
                part.Detail = "";
            }
        }

        return response;
    }

    static async Task<PartStatus> PartAsync(string part, Func<Task<(PartState State, string Detail)>> ask)
    {
        try
        {
            var (state, detail) = await ask();
            return new() { Part = part, State = state, Detail = detail };
        }
        catch (Exception e) when (e is NpgsqlException or HttpRequestException or EosioApiException or EosioFormatException)
        {
            return new() { Part = part, State = PartState.Down, Detail = $"does not answer: {e.Message}" };
        }
    }

    static PartStatus Job(JobLoop job) => new()
    {
        Part = job.GetType().Name.Replace("Job", "", StringComparison.Ordinal).ToLowerInvariant(),
        State = job.Failure is null ? PartState.Well : PartState.Degraded,
        Detail = job.Failure ?? (job.LastRound is null ? "another backend does this" : "works"),
    };

    async Task<(PartState State, string Detail)> DatabaseAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select current_setting('server_version')");
        return (PartState.Well, $"PostgreSQL {await command.ExecuteScalarAsync(cancellation)}");
    }

    async Task<(PartState State, string Detail)> ChainAsync(CancellationToken cancellation)
    {
        var info = await chain.GetInfo(cancellation);
        return (PartState.Well, $"block {info.HeadBlockNum}, irreversible {info.LastIrreversibleBlockNum}, {info.ServerVersion}");
    }

    async Task<(PartState State, string Detail)> OutboxAsync(CancellationToken cancellation)
    {
        var depth = await outbox.DepthAsync(cancellation);
        return (depth.Failed == 0 ? PartState.Well : PartState.Degraded, $"{depth.Open} under way, {depth.Failed} refused by the chain");
    }

    async Task<(PartState State, string Detail)> BoxesAsync(CancellationToken cancellation)
    {
        var all = await boxes.ListAsync(cancellation);
        var here = all.Count(box => connected.Find(box.Id) is not null);
        return (here == all.Count ? PartState.Well : PartState.Degraded, $"{here} of {all.Count} connected here");
    }
}
