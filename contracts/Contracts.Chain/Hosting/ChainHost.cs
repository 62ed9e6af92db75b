using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Http;

namespace LocalEnergyMarket.Contracts.Chain.Hosting;

/// <summary>An embedded chain with its HTTP API and block producer, as a process or inside of a test.</summary>
public static class ChainHost
{
    /// <summary>Bytes, as nodeos has it by default (max-body-size).</summary>
    const int LargestRequest = 2 * 1024 * 1024;

    /// <param name="chain">Opened by the caller, closed with the application.</param>
    /// <param name="listen">Port 0 takes a free one; see <see cref="WebApplication.Urls"/> after the start.</param>
    public static WebApplication Build(EmbeddedChain chain, Uri listen, TimeProvider time, ApiSettings? api = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // A failed start is reported once, by whoever started it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.UseUrls(listen.ToString()).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
        });
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(api ?? new());
        builder.Services.AddSingleton<ChainApi>();
        builder.Services.AddHostedService<BlockProducer>();

        // By a factory, so that the container disposes of it.
        builder.Services.AddSingleton(_ => chain);
        var application = builder.Build();
        application.Run(application.Services.GetRequiredService<ChainApi>().HandleAsync);
        return application;
    }
}
