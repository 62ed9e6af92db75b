using LocalEnergyMarket.Edge.Gateway;
using LocalEnergyMarket.Edge.Gateway.Management;
using LocalEnergyMarket.Edge.Gateway.Management.Updating;

const int Failed = 1;
const int Usage = 2;

try
{
    switch (args)
    {
        case ["--config", var path]:
            return await BoxProcess.RunAsync(path);
        case ["--check", "--config", var path]:
            await BoxCheck.RunAsync(path);
            Console.WriteLine($"lem-box {Installation.BuiltVersion} takes '{path}'.");
            return 0;
        case ["--version"]:
            Console.WriteLine($"lem-box {Installation.BuiltVersion} {Installation.Architecture}");
            return 0;
        case ["--pack", ..]:
            PackCommand.Run(args);
            return 0;
        default:
            await Console.Error.WriteLineAsync(
                $"""
                lem-box --config box.json: reads the meters, keeps and signs the readings, sends them to the backend.
                lem-box --check --config box.json: whether the configuration is right; changes nothing.
                lem-box --version
                {PackCommand.Usage}
                """);
            return Usage;
    }
}
catch (Exception e) when (BoxProcess.IsSaid(e))
{
    await Console.Error.WriteLineAsync($"lem-box: {e.Message}");
    return Failed;
}
