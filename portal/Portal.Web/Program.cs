using LocalEnergyMarket.Portal.Web;
using LocalEnergyMarket.Portal.Web.Configuration;
using LocalEnergyMarket.Portal.Web.Hosting;

const int Failed = 1;
const int Usage = 2;

try
{
    var command = PortalCommand.Parse(args);
    await command.RunAsync(Console.Out);
    return 0;
}
catch (UsageException e)
{
    await Console.Error.WriteLineAsync($"Portal.Web: {e.Message}\n\n{PortalCommand.Usage}");
    return Usage;
}
catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"Portal.Web: {e.Message}");
    return Failed;
}
catch (Exception e) when (e.IsOfDatabase())
{
    await Console.Error.WriteLineAsync($"Portal.Web: Database: PostgreSQL cannot be reached or refused: {e.GetBaseException().Message}");
    return Failed;
}
