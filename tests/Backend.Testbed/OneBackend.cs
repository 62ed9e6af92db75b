using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>One backend process and how to call it.</summary>
public sealed class OneBackend : IBackend, IAsyncDisposable
{
    readonly ServerFiles _files;

    OneBackend(int port, ServerFiles files, MarketClock clock, ChildProcess process) => (Address, _files, Clock, Process) = (new($"https://127.0.0.1:{port}"), files, clock, process);

    public Uri Address { get; }

    public MarketClock Clock { get; }

    public ChildProcess Process { get; }

    /// <param name="change">What is to be other than usual in its configuration.</param>
    public static async Task<OneBackend> StartAsync(
        string folder, ServerFiles files, string database, string chain, MarketClock clock, CancellationToken cancellation, Action<JsonObject>? change = null)
    {
        var port = FreePorts.One();
        var configuration = files.Write(port, database, chain, settings =>
        {
            settings[nameof(Clock)] = clock.ToString();
            change?.Invoke(settings);
        });
        return new(port, files, clock, await ServerProgram.StartAsync(folder, configuration, cancellation));
    }

    public CallInvoker As(string who) => Connect(Callers.TokenOf(who));

    /// <summary>As a caller with this token, or without one if it is null.</summary>
    public CallInvoker Connect(string? token) => GrpcChannel.ForAddress(Address, new()
    {
        HttpHandler = _files.Certificates.NewHandler(),
        DisposeHttpClient = true,
        Credentials = ChannelCredentials.Create(new SslCredentials(), CallCredentials.FromInterceptor((_, headers) =>
        {
            if (token is not null)
            {
                headers.Add("authorization", "Bearer " + token);
            }

            return Task.CompletedTask;
        })),
    }).CreateCallInvoker();

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
