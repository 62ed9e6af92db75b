namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>What is asked: an operation and its parameters; the caller's identity is added when it is sent.</summary>
public sealed record SoapRequest(SoapOperation Operation, IReadOnlyList<KeyValuePair<string, string>> Arguments)
{
    public SoapRequest(SoapOperation operation, params ReadOnlySpan<(string Name, string Value)> arguments)
        : this(operation, [.. Pairs(arguments)])
    {
    }

    /// <summary>For messages: the operation with the number it asks for, without the caller's identity.</summary>
    public override string ToString() =>
        Arguments.Count == 0 ? Operation.Name : $"{Operation.Name} ({string.Join(", ", Arguments.Take(4).Select(argument => $"{argument.Key} {argument.Value}"))}{(Arguments.Count > 4 ? ", …" : "")})";

    static List<KeyValuePair<string, string>> Pairs(ReadOnlySpan<(string Name, string Value)> arguments)
    {
        var pairs = new List<KeyValuePair<string, string>>(arguments.Length);
        foreach (var (name, value) in arguments)
        {
            pairs.Add(new(name, value));
        }

        return pairs;
    }
}
