using Grpc.Core;
using Grpc.Net.Client;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

[assembly: AssemblyFixture(typeof(RunningSystem))]

namespace LocalEnergyMarket.Backend.Server.Tests.Running;

/// <summary>PostgreSQL, a chain with the contract, and the backend as a process between them. One for the assembly; an hour of its market is 15 seconds.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    readonly int _port = FreePorts.One();
    PostgresCluster? _cluster;
    TestChain? _chain;
    ServerFiles? _files;
    ChildProcess? _server;
    string _configuration = "";

    /// <summary>The market's clock, as the backend has it.</summary>
    public MarketClock Clock { get; } = new(DateTimeOffset.UtcNow, new DateTimeOffset(2026, 6, 21, 6, 0, 0, TimeSpan.Zero), 240);

    public string Database { get; private set; } = "";

    internal ServerFiles Files => _files!;

    internal TestChain Chain => _chain!;

    internal PostgresCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _files = new(_scratch.In("files"));
        var cluster = PostgresCluster.StartAsync(_scratch.In("postgres"), cancellation);
        _chain = await TestChain.StartAsync(cancellation);
        _cluster = await cluster;
        Database = await _cluster.CreateDatabaseAsync(cancellation);
        _configuration = _files.Write(_port, Database, _chain.Url, settings => settings[nameof(Clock)] = Clock.ToString());
        _server = await ServerProgram.StartAsync(_scratch.In("backend"), _configuration, cancellation);
        await Plants.RegisterAsync(this, cancellation);
    }

    /// <summary>A channel of its own connection, as a caller with this token, or without one if it is null.</summary>
    public CallInvoker Connect(string? token) => GrpcChannel.ForAddress($"https://127.0.0.1:{_port}", new()
    {
        HttpHandler = Files.Certificates.NewHandler(),
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

    /// <param name="who">A role or a customer's id.</param>
    public CallInvoker As(string who) => Connect(Callers.TokenOf(who));

    /// <summary>A power cut of the backend's machine, and a start again.</summary>
    public async Task KillAndRestartAsync(CancellationToken cancellation)
    {
        await _server!.KillAsync();
        await _server.DisposeAsync();
        _server = await ServerProgram.StartAsync(_scratch.In("backend"), _configuration, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_server, _chain, _cluster])
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        _files?.Dispose();
        _scratch.Dispose();
    }
}
