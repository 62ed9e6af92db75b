using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Connectivity.Tests.Parts;

/// <summary>A real backend on a real database, which can be killed and come back on the same port; and boxes that are enrolled there.</summary>
sealed class Site : IAsyncDisposable
{
    readonly ScratchFolder _scratch = new();
    readonly List<TestBox> _boxes = [];
    PostgresCluster? _cluster;
    ChildProcess? _server;
    GrpcChannel? _channel;
    string _configuration = "";

    Site(int factor)
    {
        ClockText = factor == 1 ? "real" : new MarketClock(DateTimeOffset.UtcNow, new(2026, 6, 21, 6, 0, 0, TimeSpan.Zero), factor).ToString();
        Files = new(_scratch.In("files"));
        Port = FreePorts.One();
    }

    public string ClockText { get; }

    public ServerFiles Files { get; }

    public int Port { get; }

    public Uri Backend => new($"https://127.0.0.1:{Port}");

    public string Database { get; private set; } = "";

    public IReadOnlyList<TestBox> Boxes => _boxes;

    public PostgresCluster Postgres => _cluster!;

    public RegistryService.RegistryServiceClient Registry => new(_channel!);

    public StatusService.StatusServiceClient Status => new(_channel!);

    /// <summary>Everything runs but the boxes, which are enrolled and configured.</summary>
    /// <param name="boxes">How many.</param>
    /// <param name="meters">Of each.</param>
    /// <param name="factor">How much faster the market's clock is: a box polls its meters so many times a second.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="change">What is to be other than usual in the backend's configuration.</param>
    public static async Task<Site> StartAsync(int boxes, int meters, int factor, CancellationToken cancellation, Action<JsonObject>? change = null)
    {
        var site = new Site(factor);
        try
        {
            await site.StartAsync(boxes, meters, change, cancellation);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>All that the backend said, in all its lives.</summary>
    public string BackendLog => In("backend", "backend.log");

    public string In(params IEnumerable<string> parts) => _scratch.In(parts);

    /// <summary>SIGKILL.</summary>
    public async Task KillBackendAsync()
    {
        await _server!.KillAsync();
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>As systemd would: again and again, for it does not start while its database is away.</summary>
    public async Task RestartBackendAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; _server is null; attempt++)
        {
            try
            {
                _server = await ServerProgram.StartAsync(_scratch.In("backend"), _configuration, cancellation);
            }
            catch (TestbedException) when (attempt < 50)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var box in _boxes)
        {
            await box.DisposeAsync();
        }

        _channel?.Dispose();
        foreach (var part in (IAsyncDisposable?[])[_server, _cluster])
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        Files.Dispose();
        _scratch.Dispose();
    }

    async Task StartAsync(int boxes, int meters, Action<JsonObject>? change, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_scratch.In("backend"));
        var cluster = PostgresCluster.StartAsync(_scratch.In("postgres"), cancellation);
        try
        {
            // As many at once as there are processors: endowing a TPM with its keys is work.
            await Parallel.ForEachAsync(Enumerable.Range(1, boxes), cancellation, async (number, token) =>
            {
                var box = await TestBox.ManufactureAsync($"box{number}", _scratch.In($"box{number}"), meters, token);
                lock (_boxes)
                {
                    _boxes.Add(box);
                }
            });
            _boxes.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        }
        finally
        {
            _cluster = await cluster;
        }

        foreach (var box in _boxes)
        {
            foreach (var root in Directory.GetFiles(box.Tpm.AuthorityFolder, "*cert*.pem"))
            {
                File.Copy(root, Path.Combine(Files.Certificates.RootsFolder, $"{box.Name}-{Path.GetFileName(root)}"));
            }
        }

        Database = await Postgres.CreateDatabaseAsync(cancellation);

        // The chain is needed to enrol; that it is away afterwards costs the boxes nothing.
        await using var chain = await TestChain.StartAsync(cancellation);
        _configuration = Files.Write(Port, Database, chain.Url, settings =>
        {
            settings["Clock"] = ClockText;
            settings["Listen"]!["Address"] = "0.0.0.0";
            change?.Invoke(settings);
        });
        _server = await ServerProgram.StartAsync(_scratch.In("backend"), _configuration, cancellation);
        _channel = GrpcChannel.ForAddress(Backend, new()
        {
            HttpHandler = Files.Certificates.NewHandler(),
            DisposeHttpClient = true,
            Credentials = ChannelCredentials.Create(new SslCredentials(), CallCredentials.FromInterceptor((_, headers) =>
            {
                headers.Add("authorization", "Bearer " + Callers.TokenOf("Operator"));
                return Task.CompletedTask;
            })),
        });
        foreach (var box in _boxes)
        {
            box.Configure(this);
        }

        await Parallel.ForEachAsync(_boxes, cancellation, async (box, token) => await box.EnrolAsync(this, token));
    }
}
