using LocalEnergyMarket.Hostile.Tests.Http2;

namespace LocalEnergyMarket.Hostile.Tests;

public sealed class AbandonedStreamTests(Attacked backend)
{
    const int Connections = 100;
    const int StreamsEach = 100;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/lem.v1.BoxService/Connect")]
    [InlineData("/lem.v1.RegistryService/ImportMastr")]
    public async Task A_hundred_thousand_abandoned_streams_leave_nothing_behind(string method)
    {
        var connections = backend.Connections();
        var block = HeaderBlock.Of(HeaderBlock.OfCall(method));
        var memory = new List<long>();
        await using (var bystander = new Bystander(backend))
        {
            for (var round = 0; round < 10; round++)
            {
                await Parallel.ForEachAsync(Enumerable.Range(0, Connections), new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = Cancellation }, async (_, stop) =>
                {
                    await using var connection = await backend.ConnectAsync(stop);
                    await connection.TryWriteAsync(Frame.Opening, stop);
                    await connection.TryWriteAsync(Enumerable.Range(0, StreamsEach).Select(stream => Frame.Headers((uint)(1 + 2 * stream), block)), stop);
                });
                await bystander.AnswersAsync(1, Cancellation);
                memory.Add(await backend.MemoryAsync(Cancellation));
            }
        }

        await backend.LetGoAsync(connections, Cancellation);
        Assert.InRange(memory[^1] - memory.Take(5).Max(), long.MinValue, 96);
        await backend.AssertNoInnerErrorAsync(Cancellation);
    }
}
