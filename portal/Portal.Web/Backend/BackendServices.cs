using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using LocalEnergyMarket.Portal.Web.Configuration;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Portal.Web.Backend;

/// <summary>The backend's services over one TLS channel that trusts the configured authorities and no others.</summary>
static class BackendServices
{
    /// <exception cref="ConfigurationException">A file does not hold what it should.</exception>
    public static void AddBackend(this IServiceCollection services, BackendOptions options)
    {
        var authorities = Authorities(options.CaFile);
        var calls = new BackendCalls(Token(options.TokenFile), TimeSpan.FromSeconds(options.TimeoutSeconds), TimeProvider.System);
        services.AddSingleton(_ => Channel(options.Address, authorities));
        services.AddSingleton(provider => provider.GetRequiredService<GrpcChannel>().Intercept(calls));
        services.AddSingleton<RegistryService.RegistryServiceClient>();
        services.AddSingleton<MarketService.MarketServiceClient>();
        services.AddSingleton<SettlementService.SettlementServiceClient>();
        services.AddSingleton<EvidenceService.EvidenceServiceClient>();
        services.AddSingleton<StatusService.StatusServiceClient>();
    }

    static GrpcChannel Channel(string address, X509Certificate2Collection authorities)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.AddRange(authorities);
        var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust }, UseProxy = false };
        return GrpcChannel.ForAddress(address, new() { HttpHandler = handler, DisposeHttpClient = true });
    }

    static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException($"Backend:CaFile: {file} holds no certificates in PEM: {e.Message}");
        }

        return authorities.Count > 0 ? authorities : throw new ConfigurationException($"Backend:CaFile: {file} holds no certificate in PEM.");
    }

    static string Token(string file) =>
        File.ReadAllText(file).Trim() is { Length: > 0 } token && token.All(char.IsAscii) && !token.Any(char.IsWhiteSpace)
            ? token
            : throw new ConfigurationException($"Backend:TokenFile: {file} must hold the token alone, in one line.");
}

/// <summary>Every call carries the portal's token and does not wait longer than the time limit.</summary>
sealed class BackendCalls(string token, TimeSpan limit, TimeProvider time) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var options = context.Options
            .WithHeaders(new Metadata { { "authorization", $"Bearer {token}" } })
            .WithDeadline(time.GetUtcNow().UtcDateTime + limit);
        return continuation(request, new(context.Method, context.Host, options));
    }
}
