using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using LocalEnergyMarket.MainJob.Parts;

namespace LocalEnergyMarket.MainJob.Clients;

/// <summary>One connection to the backend, TLS pinned to the supplier's authority; each caller shows its own token.</summary>
public sealed class Api : IDisposable
{
    readonly GrpcChannel _channel;
    readonly Callers _callers;

    public Api(MarketSystem system)
    {
        _callers = system.Callers;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions =
            {
                CertificateChainPolicy = new()
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(system.Authority.RootFile) },
                },
            },
        };
        _channel = GrpcChannel.ForAddress(system.Backend.Url, new() { HttpHandler = handler, DisposeHttpClient = true });
    }

    public ApiClient Operator => As("Operator");

    public ApiClient Supplier => As("Supplier");

    public ApiClient Auditor => As("Auditor");

    public ApiClient As(Trader trader) => As(trader.CustomerId);

    public void Dispose() => _channel.Dispose();

    ApiClient As(string caller) => new(_channel, _callers.TokenOf(caller));
}
