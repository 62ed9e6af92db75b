using System.Runtime.InteropServices;
using LocalEnergyMarket.Edge.Gateway;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Service;
using LocalEnergyMarket.Edge.Identity;
using Microsoft.Extensions.Logging;

const int Failed = 1;
const int Usage = 2;

if (args is not ["--config", var path])
{
    await Console.Error.WriteLineAsync("lem-box --config box.json: reads the meters, keeps and signs the readings, sends them to the backend.");
    return Usage;
}

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    var options = BoxOptionsFile.Load(path);
    using var factory = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
    }));
    var log = factory.CreateLogger("lem-box");
    try
    {
        using var supervision = Supervision.OfEnvironment(log);
        await Box.RunAsync(options, supervision, log, stop.Token);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        log.Stopped();
    }

    return 0;
}
catch (Exception e) when (e is ConfigurationException or IdentityException or JournalException)
{
    await Console.Error.WriteLineAsync($"lem-box: {e.Message}");
    return Failed;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
