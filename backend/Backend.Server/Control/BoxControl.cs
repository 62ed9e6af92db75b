using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Control;

/// <summary>What comes up a box's stream about limits and about the box itself.</summary>
sealed partial class BoxControl(LimitStore limits, BoxEventLog events, TimeProvider market, ILogger<BoxControl> log)
{
    public async Task TakeAsync(Guid box, SetPointResult result, CancellationToken cancellation)
    {
        var limit = Guid.TryParse(result.SetPointId, out var id) ? await limits.RecordAsync(box, id, LimitReport.Of(result, market.GetUtcNow()), cancellation) : null;
        if (limit is null)
        {
            LogIgnored(box, result.SetPointId, result.State);
            return;
        }

        LogResult(box, id, limit.State, result.Failure);
    }

    public async Task TakeAsync(Guid box, BoxEvent happened, CancellationToken cancellation)
    {
        if (!Guid.TryParse(happened.EventId, out var id) || happened.Kind == BoxEventKind.Unspecified || !await events.RecordAsync(box, id, happened, cancellation))
        {
            return;
        }

        if (happened.Kind == BoxEventKind.TamperOpened)
        {
            LogTampered(box, happened.At?.ToDateTimeOffset());
        }
        else
        {
            LogEvent(box, happened.Kind, happened.At?.ToDateTimeOffset());
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Box {Box} on limit {Limit}: {State} {Failure}")]
    partial void LogResult(Guid box, Guid limit, LimitState state, string failure);

    [LoggerMessage(2, LogLevel.Information, "Box {Box} answered limit {Limit} with {State}, which is not open")]
    partial void LogIgnored(Guid box, string limit, SetPointState state);

    [LoggerMessage(3, LogLevel.Error, "Box {Box} was opened at {At}")]
    partial void LogTampered(Guid box, DateTimeOffset? at);

    [LoggerMessage(4, LogLevel.Information, "Box {Box}: {Kind} at {At}")]
    partial void LogEvent(Guid box, BoxEventKind kind, DateTimeOffset? at);
}
