using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;
using LocalEnergyMarket.Testbed.Processes;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

/// <summary>Of two backends on one database one is asked to stop.</summary>
public sealed class StopTests(RunningSystem system) : IDisposable
{
    const int Batches = 60;

    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_box_goes_on_at_the_other_without_loss_or_double_and_a_running_upload_ends_well()
    {
        using var files = new ServerFiles(_scratch.In("files"));
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        var endPoint = SignedHello.EndPoint(files.Certificates.Server);
        await using var first = await StartAsync("first", files, database);
        await using var second = await StartAsync("second", files, database);
        await Plants.RegisterAsync(first, Cancellation);
        using var box = await SoftwareBox.EnrolAsync(database, Cancellation);
        var batches = Enumerable.Range(1, Batches).Select(i => box.Next([box.Energy(system.Clock.GetUtcNow(), i)])).ToList();

        var timeslot = system.FarTimeslot();
        var csv = Encoding.UTF8.GetBytes($"start_utc;end_utc;mastr;direction;kwh\n{Instant(timeslot.Start)};{Instant(timeslot.End)};{Plants.Solar(1)};generation;1\n");
        using var upload = new ForecastService.ForecastServiceClient(first.As("Supplier")).ImportForecast(cancellationToken: Cancellation);
        await upload.RequestStream.WriteAsync(new() { FileName = "forecast.csv", Data = ByteString.CopyFrom(csv, 0, 50) }, Cancellation);

        // The box sends all it has; somewhere in between the backend is told to stop.
        var (link, _) = await BoxLink.ConnectAsync(first.Connect(token: null), box, endPoint);
        var sending = SendAllAsync(link, batches);
        Assert.Equal(1UL, (await link.NextAsync()).Ack.Sequence);
        Signals.Terminate(first.Process.Id);
        var acknowledged = 1UL;
        for (var message = await link.NextAsync(); message.GoAway is null; message = await link.NextAsync())
        {
            Assert.Equal(++acknowledged, message.Ack.Sequence);
        }

        Assert.Equal(StatusCode.OK, (await link.EndAsync()).StatusCode);
        await sending;

        await upload.RequestStream.WriteAsync(new() { Data = ByteString.CopyFrom(csv, 50, csv.Length - 50) }, Cancellation);
        await upload.RequestStream.CompleteAsync();
        Assert.Equal(1, (await upload).Values);

        var (again, welcome) = await BoxLink.ConnectAsync(second.Connect(token: null), box, endPoint);
        Assert.Equal(acknowledged, welcome.AcknowledgedSequence);
        foreach (var batch in batches.Skip((int)welcome.AcknowledgedSequence))
        {
            await again.SendBatchAsync(batch);
            Assert.Equal(++acknowledged, (await again.NextAsync()).Ack.Sequence);
        }

        Assert.Equal((Batches, Batches, Batches), (await CountAsync(database, "lem.batch_ledger"), await CountAsync(database, "lem.readings"), (long)acknowledged));
        Assert.Equal(0, await first.Process.WaitAsync(Cancellation));
        link.Dispose();
        again.Dispose();
    }

    [Fact]
    public async Task What_is_open_at_the_limit_is_ended_and_the_exit_status_is_0()
    {
        using var files = new ServerFiles(_scratch.In("files"));
        var database = await system.Cluster.CreateDatabaseAsync(Cancellation);
        await using var backend = await StartAsync(
            "backend", files, database, settings => settings["Rpc"] = new JsonObject { ["Limits"] = new JsonObject { ["StopSeconds"] = 1 } });
        var caller = backend.As("Supplier");
        using var upload = new ForecastService.ForecastServiceClient(caller).ImportForecast(cancellationToken: Cancellation);
        await upload.RequestStream.WriteAsync(new() { FileName = "forecast.csv", Data = ByteString.CopyFromUtf8("start_utc") }, Cancellation);

        // Another call on the same connection is answered: the upload has arrived before it.
        await new StatusService.StatusServiceClient(caller).GetStatusAsync(new(), cancellationToken: Cancellation);
        Signals.Terminate(backend.Process.Id);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => upload.ResponseAsync)).StatusCode);
        Assert.Equal(0, await backend.Process.WaitAsync(Cancellation));
    }

    public void Dispose() => _scratch.Dispose();

    static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static async Task SendAllAsync(BoxLink link, IEnumerable<SignedBatch> batches)
    {
        try
        {
            foreach (var batch in batches)
            {
                await link.SendBatchAsync(batch);
            }
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The stream ended while the box was sending.
        }
    }

    Task<OneBackend> StartAsync(string name, ServerFiles files, string database, Action<JsonObject>? change = null) =>
        OneBackend.StartAsync(_scratch.In(name), files, database, "http://127.0.0.1:1", system.Clock, Cancellation, change);

    static async Task<long> CountAsync(string database, string table)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand($"select count(*) from {table}", connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
