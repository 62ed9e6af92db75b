using System.Net;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Batches;
using LocalEnergyMarket.Edge.Gateway.Chain;
using LocalEnergyMarket.Edge.Gateway.Clock;
using LocalEnergyMarket.Edge.Gateway.Commands;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Control;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.LocalApi;
using LocalEnergyMarket.Edge.Gateway.Management;
using LocalEnergyMarket.Edge.Gateway.Management.Trials;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Edge.Gateway.Streaming;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Protos.Quantities;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway;

/// <summary>The box at work: meters → journal → signed batches → backend. All parts and how they hang together.</summary>
public static class Box
{
    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="ConfigurationException">A value is wrong.</exception>
    /// <exception cref="IdentityException">No TPM, no key, not enrolled.</exception>
    /// <exception cref="JournalException">The journal cannot be written: better to stop than to lose readings unnoticed.</exception>
    /// <exception cref="RestartException">The box is to be started again.</exception>
    public static async Task RunAsync(BoxOptions options, ManagedStart start, Supervision supervision, ILogger log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(supervision);
        var reporter = new BoxReporter(options, start.Installation, start.Vitals, TimeProvider.System) { Trial = start.Trial?.What ?? "" };
        List<Func<CancellationToken, Task>> loops = [stop => WorkAsync(options, start, reporter, supervision, log, stop)];
        using var server = options.Local is { } local
            ? new LocalServer([.. local.Listen.Select(IPEndPoint.Parse)], new(local, reporter, PinCheck.Load(local.PinFile, TimeProvider.System), log), TimeProvider.System, log)
            : null;
        if (server is not null)
        {
            // The page is there before the box is enrolled.
            loops.Add(server.RunAsync);
        }

        await AllUntilOneFailsAsync(loops, cancellationToken);
    }

    static async Task WorkAsync(BoxOptions options, ManagedStart start, BoxReporter status, Supervision supervision, ILogger log, CancellationToken cancellationToken)
    {
        var real = TimeProvider.System;
        var market = MarketClock.Parse(options.Clock);
        var access = options.Access();
        var identity = await EnrolledAsync(options, supervision, log, cancellationToken);
        status.BoxId = identity.BoxId;
        var (key, tpm) = await BoxKey.OpenAsync(options.Tpm, identity, cancellationToken);
        using var owned = key;
        if (!tpm.CanSign)
        {
            log.TpmAway(tpm.State, tpm.Advice("en"));
        }

        using var chain = OpenChain(options, identity, access);
        await using var meters = MeterSet.Open(options.Meters, options.DevicesFolder);
        using var journal = BoxJournal.Open(options.JournalFile, new(options.Journal.MaxBytes), real);
        status.Journal = journal.Report;
        var clock = new ClockWatch(market, real, options.TrustClock || market is MarketClock ? null : new KernelClock());
        var writer = new ReadingWriter(journal, clock, real, log);
        var reader = new MeterReader(writer, market, real, start.Vitals);
        var reporter = new ChainReporter(identity, key.Signer);
        var reports = new ReportJournal(journal, $"{reporter.ChainId}:{reporter.Contract}:{reporter.Account}", TimeSpan.FromDays(options.KeepDays), real);
        using var desk = new ReportDesk(meters, reader, reporter, reports, log);
        Uri[] backends = [.. options.Backends.Select(b => new Uri(b))];
        var management = new BoxManagement(
            start,
            status,
            new(start.Installation.ConfigurationPath, options, start.Vitals, (index, stop) => reader.ReadAsync(meters.Find(index)!, planned: null, stop)),
            new(start.Slots, options.Updates, start.Installation.ConfigurationPath, new(backends, access, real)),
            real,
            log);
        List<MeterPoller> pollers = [];
        await using var control = options.Control is { } controlled
            ? BoxControl.Open(controlled, meters, options.Meters, options.DevicesFolder, start.Vitals, () => pollers.Exists(poller => poller.IsSilent), supervision, market, real, log)
            : null;
        var commands = new CommandHandler(meters, desk, real, log, management, control);
        var closer = new BatchCloser(identity.BoxId, journal, key.Signer, market);
        var batches = new BatchLoop(closer, journal, TimeSpan.FromSeconds(options.BatchSeconds), TimeSpan.FromDays(options.KeepDays), supervision.Watch("Closing of batches", TimeSpan.FromSeconds(options.BatchSeconds)), market, log);
        var link = new BackendLink(backends, access, identity, key.Signer, journal, commands, reader.Latest, options.Window, real, log, start.Vitals);

        pollers.AddRange(meters.Meters.Select(m => new MeterPoller(m, reader, supervision.Watch($"Meter {m.Serial}", m.Period), market, log)));
        log.Started(identity.BoxId, meters.Meters.Count, options.Clock);
        List<Func<CancellationToken, Task>> loops =
            [.. pollers.Select(poller => (Func<CancellationToken, Task>)poller.RunAsync), .. control?.Loops ?? [], batches.RunAsync, link.RunAsync, new ClockLoop(writer, clock, journal, real, start.Vitals).RunAsync];
        if (chain is not null)
        {
            log.ChainFollowed(identity.ChainId, identity.ContractAccount, identity.ChainAccount, reports.Position() + 1);
            loops.Add(Follower(options.Chain!, chain.Chain, meters, desk, reporter, journal, reports, market, log, start.Vitals).RunAsync);
        }

        loops.AddRange([management.RunAsync, start.Restart.RunAsync, new TpmWatch(key, start.Vitals, real).RunAsync, new MemoryLoop(real).RunAsync]);
        if (start.Trial is { } trial)
        {
            loops.Add(async stop =>
            {
                await new HealthWatch(trial, meters, reader, start.Vitals, start.Outcomes, real, log).RunAsync(stop);
                status.Trial = "";
                await Task.Delay(Timeout.InfiniteTimeSpan, real, stop);
            });
        }

        loops.Add(stop => supervision.RunAsync($"box {identity.BoxId}, {meters.Meters.Count} meters", stop));
        await AllUntilOneFailsAsync(loops, cancellationToken);
    }

    /// <summary>The parts that follow the chain, on real time but for the timeslots.</summary>
    internal static ChainFollower Follower(
        ChainOptions options, Eos chain, MeterSet meters, ReportDesk desk, ChainReporter reporter, BoxJournal journal, ReportJournal reports, TimeProvider market, ILogger log,
        BoxVitals? vitals = null)
    {
        var real = TimeProvider.System;
        var tables = new ChainTables(chain, reporter.Contract);
        var sender = new ReportSender(chain, reports, real, log);
        return new(
            chain,
            tables,
            new(tables, reporter.Account, desk, reports, sender, meters, real, log),
            options.TimeslotReports ? new(tables, reporter, journal, reports, sender, market, real, log) : null,
            reports,
            new(TimeSpan.FromSeconds(options.PollSeconds), TimeSpan.FromSeconds(options.IdleSeconds)),
            TimeSpan.FromSeconds(options.ExpirySeconds),
            real,
            log,
            vitals);
    }

    static ChainConnection? OpenChain(BoxOptions options, BoxIdentity identity, BackendAccess access)
    {
        if (options.Chain is not { } chain)
        {
            return null;
        }

        ChainOptionsRules.Hold(chain, identity);
        return ChainConnection.Open(chain.Endpoints, identity, access);
    }

    /// <summary>A box with a page of its own waits for its enrolment and says so there; another ends and says so.</summary>
    static async Task<BoxIdentity> EnrolledAsync(BoxOptions options, Supervision supervision, ILogger log, CancellationToken cancellationToken)
    {
        if (BoxIdentity.Load(options.IdentityFile) is { } identity)
        {
            return identity;
        }

        if (options.Local is null)
        {
            throw new IdentityException($"The box is not enrolled ('{options.IdentityFile}' is missing): run 'lem-provision enroll --code …' first.");
        }

        log.NotEnrolled(options.IdentityFile);
        using var enrolled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = supervision.WaitAsync("not enrolled: run lem-provision enroll", enrolled.Token);
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
                if (BoxIdentity.Load(options.IdentityFile) is { } now)
                {
                    return now;
                }
            }
        }
        finally
        {
            await enrolled.CancelAsync();
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>None of the loops ends by itself: the first that fails ends the others, and its failure is the result.</summary>
    static async Task AllUntilOneFailsAsync(IReadOnlyList<Func<CancellationToken, Task>> loops, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = loops.Select(loop => Task.Run(() => loop(stop.Token), CancellationToken.None)).ToList();
        var first = await Task.WhenAny(tasks);
        await stop.CancelAsync();
        await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
    }
}
