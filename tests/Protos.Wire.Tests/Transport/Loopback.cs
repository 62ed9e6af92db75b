using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Protos.Wire.Tests.Transport;

/// <summary>A real Kestrel with TLS on a free port of the loopback, and a real channel to it that trusts just its certificate.</summary>
public sealed class Loopback : IAsyncDisposable
{
    readonly X509Certificate2 _certificate;
    readonly WebApplication _server;

    Loopback(X509Certificate2 certificate, WebApplication server)
    {
        _certificate = certificate;
        _server = server;
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = IsTheServers } };
        Wire = new WireRecorder(handler);
        Channel = GrpcChannel.ForAddress(server.Urls.Single(), new GrpcChannelOptions { HttpHandler = Wire });
    }

    public GrpcChannel Channel { get; }

    public WireRecorder Wire { get; }

    public FakeBoxes Boxes => _server.Services.GetRequiredService<FakeBoxes>();

    public static async Task<Loopback> StartAsync()
    {
        var certificate = SelfMade();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(certificate);
        }));
        builder.Services.AddSingleton<FakeBoxes>();
        builder.Services.AddGrpc(options =>
        {
            options.ResponseCompressionAlgorithm = "gzip";
            options.ResponseCompressionLevel = CompressionLevel.Fastest;
            options.Interceptors.Add<ArgumentsToStatus>();
        });
        var server = builder.Build();
        server.MapGrpcService<FakeBoxes>();
        server.MapGrpcService<FakeRegistry>();
        server.MapGrpcService<ProbeService>();
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new Loopback(certificate, server);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Wire.Dispose();
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    bool IsTheServers(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && certificate.GetRawCertData().AsSpan().SequenceEqual(_certificate.RawDataMemory.Span);

    static X509Certificate2 SelfMade()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
