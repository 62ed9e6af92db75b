using LocalEnergyMarket.Demo;

return await DemoCommand.RunAsync(args);
