using System.CommandLine;
using LocalEnergyMarket.Backend.Server.Hosting;

var configuration = new Option<string>("--config") { Description = "The configuration file (docs/configuration.md).", Required = true };
var readyFile = new Option<string?>("--ready-file") { Description = "A file to write when calls are served." };
var command = new RootCommand("The backend of the Local Energy Market.") { configuration, readyFile };
command.SetAction((result, cancellation) => ServerHost.RunAsync(result.GetRequiredValue(configuration), result.GetValue(readyFile), cancellation));

// Longer than the host gives open streams to end: an orderly stop is never cut short.
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = ServerHost.StopLimit + TimeSpan.FromSeconds(4) });
