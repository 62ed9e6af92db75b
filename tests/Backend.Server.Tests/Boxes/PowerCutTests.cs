using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Wire.Signing;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

/// <summary>A backend of its own, whose chain is away all the time: boxes are served all the same.</summary>
public sealed class PowerCutTests(RunningSystem system) : IDisposable
{
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_backend_was_killed()
    {
        using var files = new ServerFiles(_scratch.Path);
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        var endPoint = SignedHello.EndPoint(files.Certificates.Server);
        await using var first = await StartAsync(files, database);
        using var box = await SoftwareBox.EnrolAsync(database, Cancellation);
        var (link, _) = await BoxLink.ConnectAsync(first.Connect(token: null), box, endPoint);
        for (var i = 1UL; i <= 20; i++)
        {
            await link.SendBatchAsync(box.Next([box.Energy(system.Clock.GetUtcNow(), (long)i)]));
            Assert.Equal(i, (await link.NextAsync()).Ack.Sequence);
        }

        await first.Process.KillAsync();
        Assert.Equal(StatusCode.Unavailable, (await link.EndAsync()).StatusCode);

        await using var second = await StartAsync(files, database);
        var (again, welcome) = await BoxLink.ConnectAsync(second.Connect(token: null), box, endPoint);
        Assert.Equal(20UL, welcome.AcknowledgedSequence);
        Assert.Equal(20L, await CountAsync(database, "lem.batch_ledger"));
        Assert.Equal(20L, await CountAsync(database, "lem.readings"));

        // Asked to end, it sends the box away first.
        Signals.Terminate(second.Process.Id);
        Assert.NotNull((await again.NextAsync()).GoAway);
        Assert.Equal(StatusCode.OK, (await again.EndAsync()).StatusCode);
        Assert.Equal(0, await second.Process.WaitAsync(Cancellation));
        link.Dispose();
        again.Dispose();
    }

    public void Dispose() => _scratch.Dispose();

    Task<OneBackend> StartAsync(ServerFiles files, string database) =>
        OneBackend.StartAsync(_scratch.Path, files, database, "http://127.0.0.1:1", system.Clock, Cancellation);

    static async Task<long> CountAsync(string database, string table)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand($"select count(*) from {table}", connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
