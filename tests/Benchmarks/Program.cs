using LocalEnergyMarket.Benchmarks;

return Suite.Run(args, Console.Out, Console.Error);
