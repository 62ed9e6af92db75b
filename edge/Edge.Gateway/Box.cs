using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Batches;
using LocalEnergyMarket.Edge.Gateway.Chain;
using LocalEnergyMarket.Edge.Gateway.Commands;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Edge.Gateway.Streaming;
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
    public static async Task RunAsync(BoxOptions options, Supervision supervision, ILogger log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(supervision);
        var real = TimeProvider.System;
        var market = MarketClock.Parse(options.Clock);
        var access = options.Access();
        var identity = Enrolled(options.IdentityFile);
        var (key, tpm) = await BoxKey.OpenAsync(options.Tpm, identity, cancellationToken);
        using var owned = key;
        if (!tpm.CanSign)
        {
            log.TpmAway(tpm.State, tpm.Advice("en"));
        }

        using var chain = OpenChain(options, identity, access);
        await using var meters = MeterSet.Open(options.Meters, options.DevicesFolder);
        using var journal = BoxJournal.Open(options.JournalFile);

        var reader = new MeterReader(journal, market, real);
        var reporter = new ChainReporter(identity, key.Signer);
        var reports = new ReportJournal(journal, $"{reporter.ChainId}:{reporter.Contract}:{reporter.Account}", TimeSpan.FromDays(options.KeepDays), real);
        using var desk = new ReportDesk(meters, reader, reporter, reports, log);
        var commands = new CommandHandler(meters, desk, real, log);
        var closer = new BatchCloser(identity.BoxId, journal, key.Signer, market);
        var batches = new BatchLoop(closer, journal, TimeSpan.FromSeconds(options.BatchSeconds), TimeSpan.FromDays(options.KeepDays), supervision.Watch("Closing of batches", TimeSpan.FromSeconds(options.BatchSeconds)), market, log);
        var link = new BackendLink(
            [.. options.Backends.Select(b => new Uri(b))], access, identity, key.Signer, journal, commands, options.Window, real, log);

        log.Started(identity.BoxId, meters.Meters.Count, options.Clock);
        List<Func<CancellationToken, Task>> loops =
            [.. meters.Meters.Select(m => (Func<CancellationToken, Task>)new MeterPoller(m, reader, supervision.Watch($"Meter {m.Serial}", m.Period), market, log).RunAsync), batches.RunAsync, link.RunAsync];
        if (chain is not null)
        {
            log.ChainFollowed(identity.ChainId, identity.ContractAccount, identity.ChainAccount, reports.Position() + 1);
            loops.Add(Follower(options.Chain!, chain.Chain, meters, desk, reporter, journal, reports, market, log).RunAsync);
        }

        loops.Add(stop => supervision.RunAsync($"box {identity.BoxId}, {meters.Meters.Count} meters", stop));
        await AllUntilOneFailsAsync(loops, cancellationToken);
    }

    /// <summary>The parts that follow the chain, on real time but for the timeslots.</summary>
    internal static ChainFollower Follower(
        ChainOptions options, Eos chain, MeterSet meters, ReportDesk desk, ChainReporter reporter, BoxJournal journal, ReportJournal reports, TimeProvider market, ILogger log)
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
            log);
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

    static BoxIdentity Enrolled(string file) => BoxIdentity.Load(file)
        ?? throw new IdentityException($"The box is not enrolled ('{file}' is missing): run 'lem-provision enroll --code …' first.");

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
