using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Tests.Backend;
using LocalEnergyMarket.Edge.Gateway.Tests.Journal;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Streaming;

/// <summary>The journal's batches against a backend that checks every one, over TLS, with the stream cut again and again.</summary>
public sealed class LinkTests(BoxFixture box) : IClassFixture<BoxFixture>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_reading_is_lost_or_doubled_over_many_cuts()
    {
        await using var bench = new Bench(box);
        foreach (var fault in (Fault[])[Fault.None, Fault.BreakBeforeCommit, Fault.BreakBeforeAcknowledgement, Fault.None, Fault.GoAway, Fault.BreakBeforeCommit, Fault.BreakBeforeAcknowledgement])
        {
            bench.Ledger.Faults.Enqueue(fault);
        }

        await using var backend = await bench.BackendAsync();
        await using var link = bench.Link(backend.Address);
        await bench.ChainStartedAsync();
        for (var i = 0; i < 40; i++)
        {
            await bench.BatchAsync(i * 10, 10);
        }

        await bench.Ledger.UntilAsync(l => l.Sequence == 40, Cancellation);
        await bench.AcknowledgedAsync(40);
        Assert.Empty(bench.Ledger.Errors);
        Assert.Equal(Enumerable.Range(0, 400).Select(i => SomeReadings.Power(i)), bench.Ledger.Readings);
        Assert.Equal(6, bench.Ledger.Streams);
    }

    [Fact]
    public async Task What_was_closed_while_the_backend_was_away_arrives_when_it_is_back()
    {
        await using var bench = new Bench(box);
        int port;
        await using (var first = await bench.BackendAsync())
        {
            port = first.Port;
            await using var link = bench.Link(first.Address);
            await bench.ChainStartedAsync();
            await bench.BatchAsync(0, 5);
            await bench.AcknowledgedAsync(1);
        }

        await using var running = bench.Link(new Uri($"https://127.0.0.1:{port}"));
        for (var i = 1; i <= 20; i++)
        {
            await bench.BatchAsync(i * 5, 5);
        }

        Assert.Equal(20, bench.Journal.Count(BatchState.Waiting));
        await using var second = await bench.BackendAsync(port);
        await bench.AcknowledgedAsync(21);
        Assert.Empty(bench.Ledger.Errors);
        Assert.Equal(105, bench.Ledger.Readings.Distinct().Count());
        Assert.Equal(105, bench.Ledger.Readings.Count);
    }

    [Fact]
    public async Task Live_values_are_seen_before_a_backlog_ends()
    {
        await using var bench = new Bench(box);
        bench.Journal.StartChain(new(0, new byte[32]));
        bench.Reader.Latest.Update([SomeReadings.Power(4711)]);
        for (var i = 0; i < 60; i++)
        {
            await bench.BatchAsync(i, 1);
        }

        bench.Ledger.MayCommit = ledger => ledger.Sequence < 30 || ledger.Answers.Any(answer => answer.Live is not null);
        await using var backend = await bench.BackendAsync();
        await using var link = bench.Link(backend.Address);
        await bench.AcknowledgedAsync(60);

        var live = bench.Ledger.Answers.First(answer => answer.Live is not null).Live;
        Assert.Equal(4711, Assert.Single(ReadingColumns.Decode(live.Meters)).Value);
        Assert.InRange(live.WaitingBatches, 9ul, 60ul);
        Assert.Equal(60, bench.Ledger.Readings.Count);
        Assert.Empty(bench.Ledger.Errors);
    }

    [Fact]
    public async Task A_refused_batch_is_kept_and_the_next_goes_on()
    {
        await using var bench = new Bench(box);
        bench.Ledger.Faults.Enqueue(Fault.None);
        bench.Ledger.Faults.Enqueue(Fault.Refuse);
        await using var backend = await bench.BackendAsync();
        await using var link = bench.Link(backend.Address);
        await bench.ChainStartedAsync();
        for (var i = 0; i < 4; i++)
        {
            await bench.BatchAsync(i, 1);
        }

        await bench.AcknowledgedAsync(3);
        Assert.Equal(1, bench.Journal.Count(BatchState.Refused));
        Assert.Equal(1, bench.Ledger.Streams);
    }

    [Fact]
    public async Task A_fresh_journal_goes_on_behind_what_the_backend_has()
    {
        await using var bench = new Bench(box);
        bench.Ledger.Commit(41, [.. Enumerable.Repeat((byte)7, 32)], []);
        await using var backend = await bench.BackendAsync();
        bench.Journal.Append([SomeReadings.Power(1)]);
        Assert.Null(await bench.Closer.CloseAsync(Cancellation));
        await using var link = bench.Link(backend.Address);
        await bench.ChainStartedAsync();

        Assert.Equal(42ul, (await bench.Closer.CloseAsync(Cancellation))!.Sequence);
        await bench.Ledger.UntilAsync(l => l.Sequence == 42, Cancellation);
        Assert.Empty(bench.Ledger.Errors);
    }

    [Fact]
    public async Task A_server_of_another_authority_or_another_name_gets_nothing()
    {
        await using var bench = new Bench(box);
        using var stranger = new TestCertificates();
        await using var foreign = await TestBackend.StartAsync(bench.Ledger, stranger.Server(), Cancellation);
        await using var misnamed = await TestBackend.StartAsync(bench.Ledger, bench.Certificates.Server("backend.example"), Cancellation);
        await using var right = await bench.BackendAsync();
        await using var link = bench.Link(foreign.Address, misnamed.Address, right.Address);

        await bench.Ledger.UntilAsync(l => l.Streams == 1, Cancellation);
        Assert.Equal(2, bench.Log.Names.Count(n => n == "Disconnected"));
    }

    [Fact]
    public async Task A_backend_that_says_it_stops_is_left_for_the_next()
    {
        await using var bench = new Bench(box);
        bench.Ledger.Faults.Enqueue(Fault.GoAway);
        await using var first = await bench.BackendAsync();
        await using var second = await bench.BackendAsync();
        await using var link = bench.Link(first.Address, second.Address);
        await bench.ChainStartedAsync();
        await bench.BatchAsync(0, 5);
        await bench.Ledger.UntilAsync(l => l.Streams == 2, Cancellation);
        await bench.BatchAsync(5, 5);
        await bench.AcknowledgedAsync(2);

        Assert.Equal([first.Port, second.Port], bench.Ledger.Ports);
        Assert.Empty(bench.Ledger.Errors);
        Assert.Equal(10, bench.Ledger.Readings.Count);
    }

    [Fact]
    public async Task The_stream_goes_through_a_smart_meter_gateway()
    {
        // Its only way out is a SOCKS5 proxy with a user and a password (BSI TR-03109-1, CLS).
        await using var bench = new Bench(box);
        await using var backend = await bench.BackendAsync();
        using var scratch = new ScratchFolder();
        await File.WriteAllTextAsync(scratch.In("password"), "p@ss\n", Cancellation);
        await File.WriteAllTextAsync(scratch.In("authority.pem"), bench.Certificates.Authority.ExportCertificatePem(), Cancellation);
        var port = FreePorts.One();
        await using var gateway = ChildProcess.Start(
            "microsocks", scratch.Path, ["microsocks", "-i", "127.0.0.1", "-p", $"{port}", "-u", "box", "-P", "p@ss"]);
        await using var link = bench.Link(
            BackendAccess.Load(scratch.In("authority.pem"), proxy: new($"socks5://box@127.0.0.1:{port}"), proxyPasswordFile: scratch.In("password")), backend.Address);
        await bench.ChainStartedAsync();
        await bench.BatchAsync(0, 5);
        await bench.AcknowledgedAsync(1);
        await gateway.StopAsync();
        Assert.Contains(" connected to 127.0.0.1:" + backend.Port, await File.ReadAllTextAsync(gateway.LogFile, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hello_passed_on_by_somebody_in_between_is_refused()
    {
        // The one in between has a certificate of the authority for the same address; the box signs that certificate, not the backend's.
        await using var bench = new Bench(box);
        await using var backend = await bench.BackendAsync();
        using var connection = BackendConnection.Open(backend.Address, bench.Access);
        using var call = connection.Client.Connect(cancellationToken: Cancellation);
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        using var other = bench.Certificates.Server();
        var hello = await Greeting.SignAsync(
            bench.Ledger.BoxId, call.ResponseStream.Current.Challenge, Protos.Wire.Signing.SignedHello.EndPoint(other), box.Key.Signer, "test", Cancellation);
        await call.RequestStream.WriteAsync(new() { Hello = hello }, Cancellation);

        await Assert.ThrowsAsync<UnauthenticatedException>(() => call.ResponseStream.MoveNext(Cancellation));
    }
}
