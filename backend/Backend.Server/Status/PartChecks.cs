using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Rpc.Health;
using LocalEnergyMarket.Backend.Server.Boxes;
using LocalEnergyMarket.Backend.Server.Jobs;
using LocalEnergyMarket.Backend.Telemetry.Slots;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Status;

/// <summary>How each part of the backend is, and what services need of them: for lem.v1.StatusService and for grpc.health.v1.</summary>
sealed class PartChecks(NpgsqlDataSource database, Eos chain, ChainOutbox outbox, BoxRegister boxes, ConnectedBoxes connected, GapQuery gaps, IEnumerable<JobLoop> jobs)
{
    const string Database = "database";
    const string Chain = "chain";

    static readonly string[] OfTheDatabase =
        ["BoxService", "RegistryService", "MastrService", "ForecastService", "MarketService", "SettlementService", "EvidenceService", "ControlService", "FleetService", "JobsService"];

    /// <summary>What is open for longer keeps anchors from whoever waits for them.</summary>
    static readonly TimeSpan LongWait = TimeSpan.FromMinutes(15);

    OutboxDepth _depth;

    /// <summary>The outbox as it was last seen.</summary>
    public OutboxDepth Depth => _depth;

    /// <summary>The same by kind of queue.</summary>
    public IReadOnlyList<QueueDepth> Queues { get; private set; } = [];

    public HealthPlan Plan()
    {
        var named = jobs.Select(job => (Name: job.GetType().Name.Replace("Job", "", StringComparison.Ordinal).ToLowerInvariant(), Job: job)).ToList();
        HealthPart[] parts =
        [
            new(Database, DatabaseAsync),
            new(Chain, ChainAsync),
            new("outbox", OutboxAsync),
            new("boxes", BoxesAsync),
            .. named.Select(job => new HealthPart(job.Name, _ => Task.FromResult(job.Job.Health))),
        ];

        // The chain may be away for days (ADR 0014): what it must take waits in the outbox, and no service stops serving for it.
        ServiceNeeds[] services =
        [
            new("", PartState.Degraded, Database),
            .. OfTheDatabase.Select(service => new ServiceNeeds($"lem.v1.{service}", PartState.Degraded, Database)),
            new("lem.v1.StatusService", PartState.Degraded),
            new(Database, PartState.Degraded, Database),
            new(Chain, PartState.Degraded, Chain),
            new("jobs", PartState.Well, [.. named.Select(job => job.Name)]),
        ];
        return new(parts, services);
    }

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
        _depth = await outbox.DepthAsync(cancellation);
        Queues = await outbox.DepthsAsync(cancellation);
        var oldest = Queues.Select(queue => queue.Age).DefaultIfEmpty().Max();
        return (
            _depth.Failed == 0 && oldest < LongWait ? PartState.Well : PartState.Degraded,
            $"{_depth.Open} under way{(_depth.Open == 0 ? "" : $" (the oldest for {Said(oldest)})")}, {_depth.Failed} refused by the chain");
    }

    async Task<(PartState State, string Detail)> BoxesAsync(CancellationToken cancellation)
    {
        var all = await boxes.ListAsync(cancellation);
        var here = all.Count(box => connected.Find(box.Id) is not null);
        var givenUp = await gaps.ReceivedWithinAsync(TimeSpan.FromDays(1), cancellation);
        var contested = connected.Contested;
        return (
            here == all.Count && givenUp == 0 && contested == 0 ? PartState.Well : PartState.Degraded,
            $"{here} of {all.Count} connected here{(givenUp == 0 ? "" : $"; within a day they told of {givenUp} readings for which they had no room")}"
            + (contested == 0 ? "" : $"; within an hour the streams of {contested} pushed one another out again and again: two devices have one key (the log names the box)"));
    }

    static string Said(TimeSpan age) => age.TotalHours >= 2 ? $"{age.TotalHours:0} h" : age.TotalMinutes >= 2 ? $"{age.TotalMinutes:0} min" : $"{age.TotalSeconds:0} s";
}
