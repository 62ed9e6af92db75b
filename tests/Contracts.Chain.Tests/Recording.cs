using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

/// <summary>An answer of a real nodeos (Leap 4.0.6).</summary>
sealed record Recording(string Name, int Status, JsonNode Response)
{
    public static Recording Load(string name)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "nodeos", $"{name}.json")))!;
        return new(name, json["status"]!.GetValue<int>(), json["response"]!);
    }

    /// <summary>Same status; same fields in the same order with the same kinds of values; same error numbers, names and meanings.</summary>
    public void Matches(int status, JsonNode? answer)
    {
        Assert.Equal(Status, status);
        Compare(Response, answer, "$");
    }

    static void Compare(JsonNode? recorded, JsonNode? answer, string path)
    {
        // What an action carries is the contract's own business, and the contract is another one.
        if (path.EndsWith("act.data", StringComparison.Ordinal) || path.Contains(".abi", StringComparison.Ordinal) || path.EndsWith("actions[].data", StringComparison.Ordinal))
        {
            return;
        }

        if (recorded is null || answer is null)
        {
            Assert.True((recorded is null) == (answer is null), $"{path}: recorded {recorded?.ToJsonString() ?? "null"}, answered {answer?.ToJsonString() ?? "null"}");
            return;
        }

        Assert.True(recorded.GetValueKind() == answer.GetValueKind(), $"{path}: recorded {recorded.ToJsonString()}, answered {answer.ToJsonString()}");
        switch (recorded)
        {
            case JsonObject fields:
                Assert.Equal((path, string.Join(' ', fields.Select(f => f.Key))), (path, string.Join(' ', answer.AsObject().Select(f => f.Key))));
                foreach (var (name, value) in fields)
                {
                    Compare(value, answer[name], $"{path}.{name}");
                }

                break;
            case JsonArray { Count: > 0 } items when answer.AsArray().Count > 0:
                Compare(items[0], answer[0], $"{path}[]");
                break;
            case JsonValue value when path is "$.error.code" or "$.error.name" or "$.error.what" or "$.message" or "$.code" or "$.processed.except.code"
                or "$.processed.except.name" or "$.processed.except.message" or "$.processed.error_code" or "$.state":
                Assert.Equal((path, value.ToString()), (path, answer.ToString()));
                break;
        }
    }
}
