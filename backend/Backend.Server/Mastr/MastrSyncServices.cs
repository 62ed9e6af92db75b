using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Mastr.Soap;
using LocalEnergyMarket.Backend.Mastr.Soap.Sync;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using LocalEnergyMarket.Backend.Registry.Customers;
using LocalEnergyMarket.Backend.Server.Hosting;
using LocalEnergyMarket.Backend.Store;

namespace LocalEnergyMarket.Backend.Server.Mastr;

/// <summary>The copy of the Marktstammdatenregister, and how it is kept up to date.</summary>
public sealed class MastrOptions
{
    /// <summary>The register's web service.</summary>
    [System.ComponentModel.DataAnnotations.Required]
    public MastrSoapOptions Soap { get; set; } = new();
}

static class MastrSyncServices
{
    /// <exception cref="InvalidDataException">A key is wrong, or the key's file cannot be read; the message says which.</exception>
    public static void AddMastrSync(this IServiceCollection services, MastrSoapOptions options)
    {
        if (options.Problem() is { } problem)
        {
            throw new InvalidDataException(problem);
        }

        services.AddSingleton<IUnitsInUse, CustomersUnits>();
        if (options.KeyFile.Length == 0)
        {
            // Without a key there is no such job: its schedule would start one every night that can only fail.
            return;
        }

        // The register keeps the real time, whatever the market's clock says.
        var access = new MastrAccess(Client(options), options.ToSettings());
        services.AddSingleton<IJob>(provider => new MastrSyncJob(
            access, new SyncStore(provider.GetRequiredService<DocumentStore>().DataSource), provider.GetRequiredService<IUnitsInUse>(), TimeProvider.System));
    }

    static MastrClient Client(MastrSoapOptions options)
    {
        var key = Setting.Use("Mastr:Soap:KeyFile", () => File.ReadAllText(options.KeyFile).Trim() is { Length: > 0 } text
            ? text
            : throw new InvalidDataException($"{options.KeyFile} is empty; write the web service user's key into it."));

        // One client for the process's life. It follows no redirection: that would carry the key elsewhere.
        var http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, AutomaticDecompression = System.Net.DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var endpoint = options.Endpoint.EndsWith('/') ? options.Endpoint : options.Endpoint + "/";
        return new(http, new Uri(endpoint), options.Version, new(key, options.ActorNumber), TimeSpan.FromSeconds(options.TimeoutSeconds), TimeProvider.System);
    }

    /// <summary>The units that customers trade.</summary>
    sealed class CustomersUnits(CustomerRegister customers) : IUnitsInUse
    {
        public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation) =>
            [.. (await customers.ListAsync(cancellation)).SelectMany(customer => customer.UnitNumbers).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
