using System.CommandLine;
using LocalEnergyMarket.Backend.Server.Hosting;
using LocalEnergyMarket.Backend.Server.Jobs.Command;

var configuration = new Option<string>("--config") { Description = "The configuration file (docs/configuration.md).", Required = true };
var readyFile = new Option<string?>("--ready-file") { Description = "A file to write when calls are served." };
var command = new RootCommand("The backend of the Local Energy Market.") { configuration, readyFile, JobCommand.Build() };
command.SetAction((result, cancellation) => ServerHost.RunAsync(result.GetRequiredValue(configuration), result.GetValue(readyFile), cancellation));

// The host takes SIGTERM and SIGINT itself: only it knows how long an orderly stop may take (Rpc:Limits:StopSeconds).
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });
