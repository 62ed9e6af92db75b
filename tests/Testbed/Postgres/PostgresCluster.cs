using System.Globalization;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Testbed.Postgres;

/// <summary>
/// A PostgreSQL cluster of its own in a folder, on loopback, with durable settings as installed (fsync on). PostgreSQL refuses to run as
/// root: then it runs as the user <c>postgres</c>, with the one capability it needs to reach a folder below root's home.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    readonly string _folder;
    readonly int _port;
    ChildProcess? _server;
    int _databases;

    PostgresCluster(string folder, int port) => (_folder, _port) = (folder, port);

    /// <summary>The cluster's own database, for those who need only one.</summary>
    public string ConnectionString => ConnectionStringTo("postgres");

    public int Port => _port;

    /// <summary>The postmaster's process id.</summary>
    public int ProcessId => _server?.Id ?? throw new InvalidOperationException("The cluster is not running.");

    public static async Task<PostgresCluster> StartAsync(string folder, CancellationToken cancellation, int port = 0)
    {
        var cluster = new PostgresCluster(Path.GetFullPath(folder), port == 0 ? FreePorts.One() : port);
        await cluster.InitialiseAsync(cancellation);
        await cluster.StartServerAsync(cancellation);
        return cluster;
    }

    public async Task<string> CreateDatabaseAsync(CancellationToken cancellation, string? name = null)
    {
        var database = name ?? $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var create = new NpgsqlCommand($"create database \"{database}\"", connection);
        await create.ExecuteNonQueryAsync(cancellation);
        return ConnectionStringTo(database);
    }

    /// <summary>As a power cut would, with all its sessions.</summary>
    public async Task KillAsync()
    {
        await _server!.KillAsync();
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Starts the server again on the same data.</summary>
    public Task RestartAsync(CancellationToken cancellation) => StartServerAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            // PostgreSQL's fast shutdown: with SIGTERM it would wait for sessions that somebody's pool keeps open.
            Signals.Interrupt(_server.Id);
            await _server.DisposeAsync();
        }
    }

    string DataFolder => Path.Combine(_folder, "data");

    string ConnectionStringTo(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=lem;Database={database};Include Error Detail=true");

    async Task InitialiseAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(_folder);
        if (File.Exists(Path.Combine(DataFolder, "PG_VERSION")))
        {
            return;
        }

        Directory.CreateDirectory(DataFolder);
        if (Environment.UserName == "root")
        {
            await CommandLine.RunAsync(["chown", "postgres:postgres", DataFolder], cancellation);
        }

        await CommandLine.RunAsync(
            [.. PostgresInstallation.AsServerUser, PostgresInstallation.Program("initdb"), "--pgdata", DataFolder, "--username", "lem", "--auth", "trust",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions"],
            cancellation);
    }

    async Task StartServerAsync(CancellationToken cancellation)
    {
        var port = _port.ToString(CultureInfo.InvariantCulture);
        _server = ChildProcess.Start(
            "postgres",
            _folder,
            [.. PostgresInstallation.AsServerUser, PostgresInstallation.Program("postgres"), "-D", DataFolder, "-p", port,
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"]);
        await _server.UntilAsync("it accepts connections", AcceptsConnectionsAsync, TimeSpan.FromSeconds(60), cancellation);
    }

    async Task<bool> AcceptsConnectionsAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
