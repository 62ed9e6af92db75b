using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

public sealed class StreamTests(RunningSystem system)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    byte[] EndPoint => SignedHello.EndPoint(system.Files.Certificates.Server);

    [Fact]
    public async Task A_tampered_batch_is_kept_aside_and_the_right_one_taken_after_it()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var (link, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        var batch = box.Next([box.Energy(system.Clock.GetUtcNow(), 4_711)]);
        var tampered = batch.Clone();
        var content = tampered.Content.ToByteArray();
        content[^1] ^= 1;
        tampered.Content = Google.Protobuf.ByteString.CopyFrom(content);

        await link.SendBatchAsync(tampered);
        var refusal = (await link.NextAsync()).Refusal;
        Assert.Equal(RefusalReason.Signature, refusal.Reason);
        Assert.Equal(content, await ScalarAsync<byte[]>("select content from lem.refused_batches where box = $1", box.Id));

        await link.SendBatchAsync(batch);
        Assert.Equal(1UL, (await link.NextAsync()).Ack.Sequence);
        Assert.Equal(1L, await ScalarAsync<long>("select count(*) from lem.batch_ledger where box = $1", box.Id));

        // Signed, but its root is another's: its place in the chain is taken, and the next one follows.
        await link.SendBatchAsync(box.Next([box.Energy(system.Clock.GetUtcNow(), 4_712)], wrong => wrong.Root = Google.Protobuf.ByteString.CopyFrom(new byte[32])));
        Assert.Equal((2UL, RefusalReason.Content), await link.NextAsync() is { Refusal: { } second } ? (second.Sequence, second.Reason) : default);
        await link.SendBatchAsync(box.Next([box.Energy(system.Clock.GetUtcNow(), 4_713)]));
        Assert.Equal(3UL, (await link.NextAsync()).Ack.Sequence);
        link.Dispose();
    }

    [Fact]
    public async Task Of_two_streams_of_one_box_the_older_is_sent_away()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var (older, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        await older.SendBatchAsync(box.Next([box.Energy(system.Clock.GetUtcNow(), 1)]));
        Assert.Equal(1UL, (await older.NextAsync()).Ack.Sequence);

        var (newer, welcome) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        Assert.Equal(1UL, welcome.AcknowledgedSequence);
        Assert.Contains("another stream", (await older.NextAsync()).GoAway.Reason, StringComparison.Ordinal);
        Assert.Equal(StatusCode.OK, (await older.EndAsync()).StatusCode);

        await newer.SendBatchAsync(box.Next([box.Energy(system.Clock.GetUtcNow(), 2)]));
        Assert.Equal(2UL, (await newer.NextAsync()).Ack.Sequence);
        older.Dispose();
        newer.Dispose();
    }

    [Fact]
    public async Task A_stream_that_is_sent_away_while_it_sends_ends_in_order()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var batches = Enumerable.Range(1, 60).Select(i => box.Next([box.Energy(system.Clock.GetUtcNow(), i)])).ToList();
        var (older, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        foreach (var batch in batches)
        {
            await older.SendBatchAsync(batch);
        }

        var (newer, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        BackendMessage last;
        do
        {
            last = await older.NextAsync();
        }
        while (last.Ack is not null);

        Assert.NotNull(last.GoAway);
        Assert.Equal(StatusCode.OK, (await older.EndAsync()).StatusCode);
        await newer.SendBatchAsync(batches[^1]);
        Assert.NotNull(await newer.NextAsync());
        older.Dispose();
        newer.Dispose();
    }

    [Fact]
    public async Task A_report_that_answers_nothing_ends_no_stream()
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var (link, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        await link.SendAsync(new BoxMessage { Report = new() { EventId = ulong.MaxValue } });
        await link.SendAsync(new BoxMessage { Report = new() { EventId = 4_711, Signed = new() } });
        await link.SendAsync(new BoxMessage { Report = new() { EventId = 4_711, Failure = "the meter is silent" } });
        await link.SendBatchAsync(box.Next([box.Energy(system.Clock.GetUtcNow(), 1)]));
        Assert.Equal(1UL, (await link.NextAsync()).Ack.Sequence);
        link.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_not_expected_in_an_open_stream_ends_it_with_a_reason(bool isHello)
    {
        using var box = await SoftwareBox.EnrolAsync(system.Database, Cancellation);
        var (link, _) = await BoxLink.ConnectAsync(system.Connect(token: null), box, EndPoint);
        await link.SendAsync(isHello ? new() { Hello = new() } : new BoxMessage());
        Assert.Equal(StatusCode.InvalidArgument, (await link.EndAsync()).StatusCode);
        link.Dispose();
    }

    async Task<T> ScalarAsync<T>(string sql, Guid box)
    {
        await using var connection = new NpgsqlConnection(system.Database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = box } } };
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
