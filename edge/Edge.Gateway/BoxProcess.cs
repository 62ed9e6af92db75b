using System.Runtime.InteropServices;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Management;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Edge.Identity;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway;

/// <summary>The box as a process: from its start, which may be that of a trial, to its exit status.</summary>
static class BoxProcess
{
    /// <returns>0 after SIGTERM or SIGINT; <see cref="RestartException.ExitStatus"/> if the box is to be started again.</returns>
    public static async Task<int> RunAsync(string path)
    {
        try
        {
            var start = ManagedStart.Begin(path);
            try
            {
                await RunAsync(path, start);
                return 0;
            }
            catch (Exception e) when (IsSaid(e))
            {
                start.Fail($"the box does not start with it: {e.Message}");
                throw;
            }
            finally
            {
                start.Previous.Leave(start.Ring);
            }
        }
        catch (RestartException e)
        {
            await Console.Error.WriteLineAsync($"lem-box: {e.Message}; to be started again");
            return RestartException.ExitStatus;
        }
    }

    /// <summary>Whether an exception is for people: its message says what is wrong and what to do.</summary>
    public static bool IsSaid(Exception e) => e is ConfigurationException or IdentityException or JournalException or IOException or UnauthorizedAccessException;

    static async Task RunAsync(string path, ManagedStart start)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var options = BoxOptionsFile.Load(path);
        using var factory = LoggerFactory.Create(logging => logging
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            })
            .AddProvider(start.Ring));
        var log = factory.CreateLogger("lem-box");
        try
        {
            using var supervision = Supervision.OfEnvironment(log);
            await Box.RunAsync(options, start, supervision, log, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.Stopped();
        }
        catch (RestartException e)
        {
            log.Restarting(e.Message);
            throw;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
