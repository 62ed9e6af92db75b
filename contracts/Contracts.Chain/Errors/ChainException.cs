using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Chain.Errors;

/// <summary>
/// One message of an error: a text in which <c>${name}</c> stands for a value of <see cref="Data"/>, and the rule it came from.
/// </summary>
public sealed record ErrorDetail(string Level, string Method, string Format, JsonObject Data)
{
    /// <summary>The text with its values filled in.</summary>
    public string Message
    {
        get
        {
            var text = Format;
            foreach (var (name, value) in Data)
            {
                var shown = value is JsonValue scalar && scalar.TryGetValue<string>(out var plain) ? plain : ChainJson.Text(value);
                text = text.Replace($"${{{name}}}", shown, StringComparison.Ordinal);
            }

            return text;
        }
    }
}

/// <summary>A rule of the chain was broken; carries what an EOSIO client expects to be told.</summary>
public sealed class ChainException : Exception
{
    public ChainException(ErrorKind kind, string method, string format, params ReadOnlySpan<(string Name, JsonNode? Value)> data)
        : this(kind, [new("error", method, format, Collect(data))])
    {
    }

    ChainException(ErrorKind kind, IReadOnlyList<ErrorDetail> details)
        : base(details[0].Message)
    {
        Kind = kind;
        Details = details;
    }

    public ErrorKind Kind { get; }

    /// <summary>The cause first, then what its callers added.</summary>
    public IReadOnlyList<ErrorDetail> Details { get; }

    /// <summary>The number a contract gave with its assertion.</summary>
    public ulong? ContractErrorCode { get; init; }

    public ChainException With(string method, string format, params ReadOnlySpan<(string Name, JsonNode? Value)> data) =>
        new(Kind, [.. Details, new("warn", method, format, Collect(data))]) { ContractErrorCode = ContractErrorCode };

    static JsonObject Collect(ReadOnlySpan<(string Name, JsonNode? Value)> data)
    {
        var values = new JsonObject();
        foreach (var (name, value) in data)
        {
            values[name] = value;
        }

        return values;
    }
}
