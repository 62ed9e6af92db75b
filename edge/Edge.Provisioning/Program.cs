using LocalEnergyMarket.Edge.Provisioning;

return await ProvisioningCommand.Create(Console.Out).Parse(args).InvokeAsync();
