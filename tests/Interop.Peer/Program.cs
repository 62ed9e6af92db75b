using System.Net;
using Grpc.Core;
using LocalEnergyMarket.Interop.Peer;
using LocalEnergyMarket.Interop.Peer.Cases;
using LocalEnergyMarket.Interop.Peer.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// The same two commands as the peers in other languages: tests/Interop.Tests/Peers.
switch (args)
{
    case ["server", var portFile]:
        await ServeAsync(portFile);
        return 0;
    case ["client", .. var cases]:
        foreach (var one in cases)
        {
            Console.WriteLine(await ResultAsync(one.Split('@')));
        }

        return 0;
    case ["descriptors"]:
        foreach (var line in DescriptorReport.Lines())
        {
            Console.WriteLine(line);
        }

        return 0;
    default:
        await Console.Error.WriteLineAsync("interop-peer server PORT-FILE | interop-peer client CASE@PORT… | interop-peer descriptors");
        return 2;
}

static async Task ServeAsync(string portFile)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
    builder.Services.AddHttpContextAccessor();
    builder.Services.AddGrpc(options => options.WatchCompression());
    await using var app = builder.Build();
    app.MapGrpcService<InteropService>();
    var stopping = app.Lifetime.ApplicationStopping;
    await app.StartAsync(stopping);
    var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    await File.WriteAllTextAsync(portFile + ".new", $"{new Uri(address).Port}", stopping);
    File.Move(portFile + ".new", portFile);
    await app.WaitForShutdownAsync(CancellationToken.None);
}

static async Task<string> ResultAsync(string[] one)
{
    try
    {
        await InteropCases.RunAsync(one[0], new Uri($"http://127.0.0.1:{one[1]}"), CancellationToken.None);
        return $"{one[0]}\tpassed";
    }
    catch (Exception e) when (e is InteropException or RpcException)
    {
        return $"{one[0]}\tfailed\t{e.Message.ReplaceLineEndings(" ")}";
    }
}
