using System.Net;
using LocalEnergyMarket.Backend.Rpc;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using LocalEnergyMarket.Interop.Peer.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Interop.Tests;

/// <summary>The official server with all that the product puts before its services, and the cases' service behind it.</summary>
public sealed class OurServer : IAsyncLifetime
{
    readonly WebApplication _app;

    public OurServer()
    {
        var rpc = new RpcOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.LimitRpc(rpc);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddHttpContextAccessor().AddSingleton(new OpenServices("grpc.testing.TestService"));
        builder.Services.AddRpc(rpc, grpc => grpc.WatchCompression());
        _app = builder.Build();
        _app.UseRpc();
        _app.MapGrpcService<InteropService>();
        _app.MapRpc();
    }

    public int Port { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
