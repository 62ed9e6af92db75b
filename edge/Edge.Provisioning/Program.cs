using LocalEnergyMarket.Edge.Provisioning;
using LocalEnergyMarket.Edge.Provisioning.Dialogue;
using LocalEnergyMarket.Edge.Provisioning.Meters;

var command = ProbeCommand.AddTo(ProvisioningCommand.Create(Console.Out), Console.Out).Parse(args);
var status = await command.InvokeAsync();
return command.Errors.Count > 0 ? ExitCode.Usage : status;
