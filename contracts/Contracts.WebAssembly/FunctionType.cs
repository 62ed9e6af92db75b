using System.Collections.Immutable;

namespace LocalEnergyMarket.Contracts.WebAssembly;

/// <summary>Parameters and at most one result of a function. Equal when both are equal.</summary>
public sealed class FunctionType : IEquatable<FunctionType>
{
    readonly string _text;

    public FunctionType(ImmutableArray<WasmType> parameters, WasmType result)
    {
        Parameters = parameters;
        Result = result;
        _text = $"({string.Join(',', parameters.Select(Text))})->{(result == WasmType.None ? "()" : Text(result))}";
    }

    public ImmutableArray<WasmType> Parameters { get; }

    /// <summary><see cref="WasmType.None"/> when the function returns nothing.</summary>
    public WasmType Result { get; }

    /// <summary>Reads the form that <see cref="ToString"/> writes: <c>(i64,i32)->i32</c>, <c>()->()</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static FunctionType Parse(string text)
    {
        var arrow = text.IndexOf("->", StringComparison.Ordinal);
        if (arrow < 2 || text[0] != '(' || text[arrow - 1] != ')')
        {
            throw Malformed(text);
        }

        var parameters = text[1..(arrow - 1)].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var result = text[(arrow + 2)..].Trim();
        return new([.. parameters.Select(p => TypeOf(p, text))], result is "()" ? WasmType.None : TypeOf(result, text));
    }

    public bool Equals(FunctionType? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as FunctionType);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text;

    internal static string Text(WasmType type) => type == WasmType.I32 ? "i32" : "i64";

    static WasmType TypeOf(string name, string text) => name switch
    {
        "i32" => WasmType.I32,
        "i64" => WasmType.I64,
        _ => throw Malformed(text),
    };

    static FormatException Malformed(string text) => new($"'{text}' is not a function type; expected for example '(i64,i32)->i32' or '(i32)->()'.");
}
