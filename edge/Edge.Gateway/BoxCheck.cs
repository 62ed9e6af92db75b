using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.LocalApi;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Identity;
using Microsoft.Data.Sqlite;

namespace LocalEnergyMarket.Edge.Gateway;

/// <summary>Whether this program could run here with a configuration: all that can be found out beside a box that runs, without touching what it uses.</summary>
static class BoxCheck
{
    /// <exception cref="ConfigurationException">It could not; the message says why.</exception>
    /// <exception cref="IdentityException">It could not; the message says why.</exception>
    public static async Task RunAsync(string path)
    {
        var options = BoxOptionsFile.Load(path);
        options.Access();
        if (BoxIdentity.Load(options.IdentityFile) is { } identity && options.Chain is { } chain)
        {
            ChainOptionsRules.Hold(chain, identity);
        }

        if (options.Local is { } local)
        {
            PinCheck.Load(local.PinFile, TimeProvider.System);
        }

        await MeterSet.Open(options.Meters, options.DevicesFolder).DisposeAsync();

        // The journal's native library is there and fits the machine.
        await using var memory = new SqliteConnection("Data Source=:memory:");
        await memory.OpenAsync();
    }
}
