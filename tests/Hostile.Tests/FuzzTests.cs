using System.Globalization;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Hostile.Tests.Fuzzing;

namespace LocalEnergyMarket.Hostile.Tests;

/// <summary>
/// Frames and headers as no client would send them, made from the conversations in <c>Corpus</c>. LEM_FUZZ_CASES sets how many a
/// seed; a conversation that does harm is shown in the form to keep there.
/// </summary>
public sealed class FuzzTests(Attacked backend)
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Corpus");

    static readonly int Cases = int.Parse(Environment.GetEnvironmentVariable("LEM_FUZZ_CASES") ?? "400", CultureInfo.InvariantCulture);

    public static TheoryData<string> Corpus => [.. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task A_conversation_of_the_corpus_harms_nobody(string file)
    {
        await using (var bystander = new Bystander(backend))
        {
            await SayAsync(Read(file), Cancellation);
            await bystander.AnswersAsync(1, Cancellation);
        }

        await backend.AssertNoInnerErrorAsync(Cancellation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Conversations_changed_at_random_harm_nobody(int seed)
    {
        var before = await backend.MemoryAsync(Cancellation);
        var connections = backend.Connections();
        var random = new Random(seed);
        var corpus = Corpus.Select(row => Read(row.Data)).ToList();
        var conversations = Enumerable.Range(0, Cases).Select(_ => Mutation.Of(corpus[random.Next(corpus.Count)], random)).ToList();
        await using (var bystander = new Bystander(backend))
        {
            await Parallel.ForEachAsync(
                conversations, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (conversation, stop) => await SayAsync(conversation, stop));
            await bystander.AnswersAsync(1, Cancellation);
        }

        await backend.LetGoAsync(connections, Cancellation);
        Assert.InRange(await backend.MemoryAsync(Cancellation) - before, long.MinValue, 128);
        await backend.AssertNoInnerErrorAsync(Cancellation);
    }

    static Conversation Read(string file) => Conversation.Parse(File.ReadAllText(Path.Combine(Folder, file)), Callers.TokenOf("Operator"));

    /// <summary>Says it, says that nothing more will come, and waits until the backend has ended the connection.</summary>
    async Task SayAsync(Conversation conversation, CancellationToken cancellation)
    {
        await using var connection = await backend.ConnectAsync(cancellation);
        await connection.TryWriteAsync(conversation.ToBytes(), cancellation);
        await connection.EndAsync();
        try
        {
            await connection.Closed.WaitAsync(TimeSpan.FromMinutes(1), cancellation);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The backend does not end the connection after\n{conversation}");
        }
    }
}
