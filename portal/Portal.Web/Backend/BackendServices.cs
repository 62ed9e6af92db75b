using LocalEnergyMarket.Client;
using LocalEnergyMarket.Client.Trust;
using LocalEnergyMarket.Portal.Web.Configuration;

namespace LocalEnergyMarket.Portal.Web.Backend;

/// <summary>The backend's services over one channel that trusts the configured authorities and no others.</summary>
static class BackendServices
{
    /// <exception cref="ConfigurationException">A file does not hold what it should.</exception>
    public static void AddBackend(this IServiceCollection services, BackendOptions options)
    {
        var client = Connect(options);
        services.AddSingleton(_ => client);
        services.AddSingleton(_ => client.Registry);
        services.AddSingleton(_ => client.Market);
        services.AddSingleton(_ => client.Forecasts);
        services.AddSingleton(_ => client.Settlement);
        services.AddSingleton(_ => client.Evidence);
        services.AddSingleton(_ => client.Jobs);
        services.AddSingleton(_ => client.Status);
    }

    static LemClient Connect(BackendOptions options)
    {
        try
        {
            return LemClient.Connect(new()
            {
                Addresses = [.. options.Addresses.Select(address => new Uri(address))],
                Authorities = TrustedAuthorities.FromPemFiles(options.CaFile),
                Token = Token(options.TokenFile),
                Deadline = TimeSpan.FromSeconds(options.TimeoutSeconds),
            });
        }
        catch (LemOptionsException e)
        {
            throw new ConfigurationException($"Backend: {e.Message}");
        }
    }

    static string Token(string file) =>
        File.ReadAllText(file).Trim() is { Length: > 0 } token && token.All(char.IsAscii) && !token.Any(char.IsWhiteSpace)
            ? token
            : throw new ConfigurationException($"Backend:TokenFile: {file} must hold the token alone, in one line.");
}
