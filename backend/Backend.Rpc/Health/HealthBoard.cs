using System.Collections.Concurrent;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace LocalEnergyMarket.Backend.Rpc.Health;

/// <summary>Asks every part again and again, each with a limit of its own, and says of each service whether it can serve.</summary>
public sealed partial class HealthBoard(HealthPlan plan, HealthServiceImpl health, RpcOptions options, ILogger<HealthBoard> log) : BackgroundService
{
    readonly ConcurrentDictionary<string, Task<(PartState State, string Detail)>> _asked = new(StringComparer.Ordinal);
    IReadOnlyList<PartHealth> _latest = [];

    /// <summary>What the parts said last.</summary>
    public IReadOnlyList<PartHealth> Latest => Volatile.Read(ref _latest);

    /// <summary>Asks all parts now, at the same time.</summary>
    public async Task<IReadOnlyList<PartHealth>> AskAsync(CancellationToken cancellation)
    {
        var found = await Task.WhenAll(plan.Parts.Select(part => AskAsync(part, cancellation)));
        cancellation.ThrowIfCancellationRequested();
        foreach (var change in found.Where(now => Latest.FirstOrDefault(before => before.Part == now.Part) is { } before && before.State != now.State))
        {
            LogChanged(change.Part, change.State, change.Detail);
        }

        Volatile.Write(ref _latest, found);
        foreach (var service in plan.Services)
        {
            health.SetStatus(service.Service, service.IsMetBy(found) ? ServingStatus.Serving : ServingStatus.NotServing);
        }

        return found;
    }

    /// <summary>The first round is over before calls are served.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Real time: the market's clock may run faster.
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Health.IntervalSeconds));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await AskAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    // A part that does not come back is not asked a second time meanwhile: questions must not pile up.
    async Task<PartHealth> AskAsync(HealthPart part, CancellationToken cancellation)
    {
        var limit = TimeSpan.FromSeconds(options.Health.PartSeconds);
        try
        {
            var answer = _asked.AddOrUpdate(part.Name, _ => QuestionAsync(part, limit), (_, asked) => asked.IsCompleted ? QuestionAsync(part, limit) : asked);
            var (state, detail) = await answer.WaitAsync(limit, cancellation);
            return new(part.Name, state, detail);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            var why = e is TimeoutException or OperationCanceledException ? $"within {options.Health.PartSeconds} s" : $": {e.Message}";
            return new(part.Name, PartState.Down, $"does not answer{(why[0] == ':' ? "" : " ")}{why}");
        }
    }

    static async Task<(PartState State, string Detail)> QuestionAsync(HealthPart part, TimeSpan limit)
    {
        using var time = new CancellationTokenSource(limit);
        return await Task.Run(() => part.Ask(time.Token), CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Information, "{Part} is {State} now: {Detail}")]
    partial void LogChanged(string part, PartState state, string detail);
}
