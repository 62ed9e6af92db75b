using LocalEnergyMarket.Hardware.Simulator;

return await SimulatorCommand.Create().Parse(args).InvokeAsync();
