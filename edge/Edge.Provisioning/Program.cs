using LocalEnergyMarket.Edge.Provisioning;
using LocalEnergyMarket.Edge.Provisioning.Meters;

return await ProbeCommand.AddTo(ProvisioningCommand.Create(Console.Out), Console.Out).Parse(args).InvokeAsync();
