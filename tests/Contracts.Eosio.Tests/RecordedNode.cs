using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio.Tests;

/// <summary>Answers with what a real nodeos answered, and keeps what it was asked.</summary>
sealed class RecordedNode(Func<HttpRequestMessage, JsonObject, RecordedAnswer> answer) : HttpMessageHandler
{
    public DateTimeOffset Now { get; init; } = new(2026, 11, 22, 8, 11, 40, TimeSpan.Zero);

    public List<(string Path, JsonObject Body)> Asked { get; } = [];

    public static RecordedNode With(params string[] recordings)
    {
        var answers = recordings.Select(Vectors.Recording).ToDictionary(r => r["request"].Text("path"), StringComparer.Ordinal);
        return new((request, _) => RecordedAnswer.Of(answers[request.RequestUri!.AbsolutePath]));
    }

    public Eos Client(ISignProvider? signer = null, params IReadOnlyList<string> more) => new(
        new() { HttpEndpoint = "http://node.test", HttpEndpoints = more, SignProvider = signer },
        new(this),
        new StandingClock(Now));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        Asked.Add((request.RequestUri!.AbsolutePath, body));
        var (status, text) = answer(request, body);
        return new(status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
    }
}

sealed record RecordedAnswer(HttpStatusCode Status, string Body)
{
    public static RecordedAnswer Of(string recording) => Of(Vectors.Recording(recording));

    public static RecordedAnswer Of(JsonObject recording) => new((HttpStatusCode)recording["status"]!.GetValue<int>(), recording["response"]!.ToJsonString());
}

sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
