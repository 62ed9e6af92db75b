using LocalEnergyMarket.Contracts.Deploy;

return await DeployCommand.Create(Console.Out, Console.Error).Parse(args).InvokeAsync();
