using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Hosting;

try
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables("CHAIN_").AddCommandLine(args).Build();
    var options = ChainOptions.Read(configuration);
    Directory.CreateDirectory(options.Data);
    Console.WriteLine(Banner.Line);
    var chain = EmbeddedChain.Open(options.ToSettings(), TimeProvider.System, said => Console.Error.WriteLine($"Contracts.Chain: {said}"));
    await using var application = ChainHost.Build(chain, options.Listen, TimeProvider.System, new(options.VerboseHttpErrors));
    await application.StartAsync();
    Console.WriteLine($"{{\"listening\":\"{application.Urls.First()}\",\"chain_id\":\"{chain.ChainId}\"}}");
    await application.WaitForShutdownAsync();
    return Environment.ExitCode;
}
catch (Exception failure) when (failure is ConfigurationException or IOException or UnauthorizedAccessException or InvalidDataException)
{
    await Console.Error.WriteLineAsync($"Contracts.Chain: {failure.Message}");
    return 1;
}
