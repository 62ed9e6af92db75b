using System.Threading.Channels;
using LocalEnergyMarket.Edge.Gateway.Management.Configuring;
using LocalEnergyMarket.Edge.Gateway.Management.Updating;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>
/// What staff order of the box, once each: an order that comes again is answered with what came of it. One that takes its time, or ends in a restart, is answered at once
/// with its progress; the outcome follows, mostly on another stream.
/// </summary>
public sealed class BoxManagement(
    ManagedStart start, BoxReporter reporter, ConfigurationChanges configurations, SoftwareUpdates updates, TimeProvider real, ILogger log)
{
    const int DefaultLines = 200;
    const int MostLines = 2000;

    readonly Channel<BoxCommandResult> _unasked = Channel.CreateBounded<BoxCommandResult>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
    readonly Channel<BoxCommand> _updates = Channel.CreateBounded<BoxCommand>(1);

    /// <summary>Results that no message from the backend is waiting for. One that is lost is asked for again.</summary>
    public ChannelReader<BoxCommandResult> Unasked => _unasked.Reader;

    public async Task<BoxCommandResult> HandleAsync(BoxCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (start.Outcomes.Find(command.CommandId) is { } known)
        {
            return known;
        }

        log.Ordered(command.CommandCase, command.CommandId);
        try
        {
            return command.ExpiresAt?.ToDateTimeOffset() < real.GetUtcNow()
                ? throw new CommandFailedException(CommandFailureKind.Expired, "It came too late; nothing was begun.")
                : await BeginAsync(command, cancellationToken);
        }
        catch (CommandFailedException e)
        {
            log.OrderFailed(command.CommandId, e.Kind, e.Message);
            return Failure(command.CommandId, e.Kind, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.OrderFailed(command.CommandId, CommandFailureKind.Failed, e.Message);
            return Failure(command.CommandId, CommandFailureKind.Failed, e.Message);
        }
    }

    /// <summary>Carries out what takes its time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var command in _updates.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await updates.InstallAsync(command, await configurations.AnsweringAsync(cancellationToken), progress => _unasked.Writer.TryWrite(progress), cancellationToken);
                start.Restart.Ask($"software {command.Update.Version} is on trial");
            }
            catch (CommandFailedException e)
            {
                log.OrderFailed(command.CommandId, e.Kind, e.Message);
                _unasked.Writer.TryWrite(start.Outcomes.Keep(Failure(command.CommandId, e.Kind, e.Message)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.OrderFailed(command.CommandId, CommandFailureKind.Failed, e.Message);
                _unasked.Writer.TryWrite(start.Outcomes.Keep(Failure(command.CommandId, CommandFailureKind.Failed, e.Message)));
            }
        }
    }

    async Task<BoxCommandResult> BeginAsync(BoxCommand command, CancellationToken cancellationToken) => command.CommandCase switch
    {
        BoxCommand.CommandOneofCase.Status => new() { CommandId = command.CommandId, Status = Status(command.Status) },
        BoxCommand.CommandOneofCase.Log => new() { CommandId = command.CommandId, Log = Log(command.Log) },
        BoxCommand.CommandOneofCase.Restart => Restart(command),
        BoxCommand.CommandOneofCase.Configuration => await ConfigureAsync(command, cancellationToken),
        BoxCommand.CommandOneofCase.Update => await UpdateAsync(command, cancellationToken),
        _ => throw new CommandFailedException(CommandFailureKind.Unsupported, "This version of the box does not know such an order."),
    };

    BoxStatus Status(StatusQuery query)
    {
        var status = StatusWire.ToWire(reporter.Read());
        if (query.WithConfiguration)
        {
            status.Configuration = File.ReadAllText(start.Installation.ConfigurationPath);
        }

        return status;
    }

    LogExcerpt Log(LogQuery query)
    {
        var most = query.Lines == 0 ? DefaultLines : (int)Math.Min(query.Lines, MostLines);
        var minimum = StatusWire.FromWire(query.Minimum);
        if (query.PreviousRun)
        {
            return StatusWire.ToWire(start.Previous.Lines.Where(line => line.Level >= minimum).TakeLast(most), 0);
        }

        var (lines, dropped) = start.Ring.Read(most, minimum);
        return StatusWire.ToWire(lines, dropped);
    }

    BoxCommandResult Restart(BoxCommand command)
    {
        MustBeFree();
        var begun = start.Outcomes.Begin(command.CommandId, ManagedStart.RestartPending, "The box restarts.");
        start.Restart.Ask($"by order ({command.Restart.Reason})");
        return begun;
    }

    async Task<BoxCommandResult> ConfigureAsync(BoxCommand command, CancellationToken cancellationToken)
    {
        MustBeFree();
        var content = await configurations.PrepareAsync(command.Configuration);
        var answering = await configurations.AnsweringAsync(cancellationToken);
        var begun = start.Outcomes.Begin(command.CommandId, ManagedStart.ConfigurationPending, $"The box restarts with the configuration {Installation.RevisionOf(content)}.");
        configurations.Begin(command.CommandId, content, command.Configuration.HealthSeconds, answering);
        start.Restart.Ask($"configuration {Installation.RevisionOf(content)} is on trial");
        return begun;
    }

    async Task<BoxCommandResult> UpdateAsync(BoxCommand command, CancellationToken cancellationToken)
    {
        MustBeFree();
        updates.MustBePossible(command.Update);
        var begun = start.Outcomes.Begin(command.CommandId, ManagedStart.UpdatePending, $"The box fetches version {command.Update.Version}.");
        await _updates.Writer.WriteAsync(command, cancellationToken);
        return begun;
    }

    void MustBeFree()
    {
        if (start.Outcomes.Pending is [var pending, ..])
        {
            throw new CommandFailedException(CommandFailureKind.Busy, $"Another order is under way ({pending.Pending}, {pending.CommandId}): wait for its outcome.");
        }
    }

    static BoxCommandResult Failure(string commandId, CommandFailureKind kind, string detail) =>
        new() { CommandId = commandId, Failure = new() { Kind = kind, Detail = detail.Length <= 5000 ? detail : detail[..5000] } };
}
