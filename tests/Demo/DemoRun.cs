using System.ComponentModel;
using System.Runtime.InteropServices;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.MainJob;
using LocalEnergyMarket.MainJob.Parts;
using LocalEnergyMarket.Testbed;
using Spectre.Console;

namespace LocalEnergyMarket.Demo;

/// <summary>Starts the system, lets the quarter hour travel, shows what happens, and stops everything in order.</summary>
sealed class DemoRun(DemoOptions options, SystemOptions system) : IDisposable
{
    const int Failed = 1;
    const int Signalled = 128;

    readonly CancellationTokenSource _stop = new();
    int _signal;

    public async Task<int> RunAsync()
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, 2));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, 15));
        StateFolder.Empty(options.State);
        var pidFile = Path.Combine(options.State, "demo.pid");
        await File.WriteAllTextAsync(pidFile, FormattableString.Invariant($"{Environment.ProcessId}\n"), _stop.Token);
        try
        {
            return await RunSystemAsync();
        }
        finally
        {
            File.Delete(pidFile);
        }
    }

    public void Dispose() => _stop.Dispose();

    async Task<int> RunSystemAsync()
    {
        await using var market = new MarketSystem(system);
        try
        {
            await WhileAllLiveAsync(market, () => ShowAsync(market));
            return 0;
        }
        catch (Exception e) when (_signal != 0 && (e is OperationCanceledException or LemException or TestbedException))
        {
            AnsiConsole.MarkupLine("[grey]stopping[/]");
            return Signalled + _signal;
        }
        catch (Exception e) when (e is StepFailedException or TestbedException or LemException or IOException or Win32Exception)
        {
            var message = e is LemException { Code: var code } ? $"{code}: {e.Message}" : e.Message;
            await Console.Error.WriteLineAsync($"lem demo: {message.ReplaceLineEndings(" ")} (the parts' logs are below {options.State})");
            return Failed;
        }
    }

    async Task ShowAsync(MarketSystem market)
    {
        Screen.Prepare();
        var show = new Show();
        show.Begin("Start PostgreSQL, the chain with the contract, two TPMs, the backend, the plant simulator" + (options.Portal ? ", the portal" : ""));
        await market.StartAsync(_stop.Token);
        show.End($"the market's clock: {market.Clock}");
        using var job = new MainJobRun(market);
        await job.RunAsync(show, _stop.Token);
        Summary.Print(job.Facts, market);
        if (options.Stay)
        {
            await StayAsync(market);
        }
        else
        {
            AnsiConsole.MarkupLine("Now everything is stopped. [blue]./lem demo --stay[/] keeps it running, with the portal to look at.");
        }
    }

    async Task StayAsync(MarketSystem market)
    {
        if (market.Portal is { } portal)
        {
            PortalGuide.Print(portal, await portal.InviteAsync("Demo", _stop.Token), market);
        }

        AnsiConsole.MarkupLine("Everything keeps running: Ctrl-C or ./lem down ends it.");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // That is how a stay ends; every step had held.
        }
    }

    /// <summary>Ends at once when a part dies, with its name.</summary>
    async Task WhileAllLiveAsync(MarketSystem market, Func<Task> run)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var death = market.FirstDeathAsync(ended.Token);
        var running = run();
        if (await Task.WhenAny(death, running) == death && death.IsCompletedSuccessfully && !_stop.IsCancellationRequested)
        {
            var part = await death;
            await _stop.CancelAsync();
            await running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw new TestbedException($"the part '{part.Name}' ended although it should run: see {part.LogFile}");
        }

        await ended.CancelAsync();
        await running;
    }

    void Stop(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        _signal = signal;
        _stop.Cancel();
    }
}
