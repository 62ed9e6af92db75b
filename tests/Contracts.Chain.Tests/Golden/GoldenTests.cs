namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>Every recording of a real nodeos against the answer of the embedded chain to the same request.</summary>
public sealed class GoldenTests(RecordedRun run) : IClassFixture<RecordedRun>
{
    public static TheoryData<string> All => [.. Recording.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void It_answers_like_nodeos(string name)
    {
        var recording = Recording.Load(name);
        var answer = run.Answer(name);

        Assert.True(answer is not null, "Nothing asks what this recording asks: add it to RecordedRun.");
        if (Differences.Answers.TryGetValue(name, out var other))
        {
            Assert.Equal(other.Status, answer.Value.Status);
            Assert.Equal(other.Code, answer.Value.Body!["error"]!["code"]!.GetValue<int>());
            return;
        }

        Assert.True(recording.Status == answer.Value.Status, $"recorded {recording.Status}, answered {answer.Value.Status}: {answer.Value.Body?.ToJsonString()}");
        var found = Comparison.Find(recording, answer.Value.Body);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void Every_difference_is_one_of_a_recording()
    {
        Assert.All(Differences.Answers.Keys.Concat(Differences.Values.Keys.Select(v => v.Recording)), name => Assert.True(Recording.Names.Contains(name, StringComparer.Ordinal), name));
    }
}
