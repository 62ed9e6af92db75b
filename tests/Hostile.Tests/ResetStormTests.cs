using LocalEnergyMarket.Hostile.Tests.Http2;

namespace LocalEnergyMarket.Hostile.Tests;

/// <summary>Streams that are opened and reset at once (CVE-2023-44487), and frames that cost the sender nothing.</summary>
public sealed class ResetStormTests(Attacked backend)
{
    const int Batch = 100;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_thousand_resets_harm_nobody()
    {
        var block = HeaderBlock.Of(HeaderBlock.OfCall("/lem.v1.BoxService/Connect"));
        await StormAsync(100_000, (stream, _) => [Frame.Headers(stream, block), Frame.Reset(stream)]);
    }

    [Fact]
    public async Task A_flood_of_pings_harms_nobody() => await StormAsync(100_000, (_, _) => [new(FrameType.Ping, 0, 0, new byte[8])]);

    [Fact]
    public async Task A_flood_of_settings_harms_nobody() => await StormAsync(100_000, (_, _) => [Frame.Settings]);

    [Fact]
    public async Task Headers_that_never_end_harm_nobody()
    {
        var block = HeaderBlock.Of(("x-filling", new string('x', 1000)));
        await StormAsync(20_000, (_, first) => first ? [Frame.Headers(1, block, flags: 0)] : [new(FrameType.Continuation, 0, 1, block)]);
    }

    [Fact]
    public async Task Empty_data_without_end_harms_nobody()
    {
        var block = HeaderBlock.Of(HeaderBlock.OfCall("/lem.v1.RegistryService/ImportMastr"));
        await StormAsync(50_000, (_, first) => first ? [Frame.Headers(1, block)] : [Frame.Data(1, [], flags: 0)]);
    }

    /// <summary>Sends what the attack makes of each stream's number until so many were sent, on a new connection whenever the server ends one.</summary>
    async Task StormAsync(int count, Func<uint, bool, IEnumerable<Frame>> attack)
    {
        var before = await backend.MemoryAsync(Cancellation);
        var connections = backend.Connections();
        await using (var bystander = new Bystander(backend))
        {
            await bystander.AnswersAsync(1, Cancellation);
            for (var sent = 0; sent < count;)
            {
                sent += await ConnectionAsync(Math.Min(count - sent, 10_000), attack);
            }

            await bystander.AnswersAsync(1, Cancellation);
        }

        await backend.LetGoAsync(connections, Cancellation);
        Assert.InRange(await backend.MemoryAsync(Cancellation) - before, long.MinValue, 128);
        await backend.AssertNoInnerErrorAsync(Cancellation);
    }

    async Task<int> ConnectionAsync(int count, Func<uint, bool, IEnumerable<Frame>> attack)
    {
        await using var connection = await backend.ConnectAsync(Cancellation);
        await connection.TryWriteAsync(Frame.Opening, Cancellation);
        var sent = 0;
        while (sent < count)
        {
            var first = sent;
            var open = await connection.TryWriteAsync(
                Enumerable.Range(0, Batch).SelectMany(i => attack((uint)(1 + 2 * (first + i)), first + i == 0)), Cancellation);
            sent += Batch;
            if (!open)
            {
                break;
            }
        }

        return sent;
    }
}
