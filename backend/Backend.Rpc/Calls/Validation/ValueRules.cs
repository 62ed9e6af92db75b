using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>The rules for a field's value, and for each item of a repeated one.</summary>
static class ValueRules
{
    public static IReadOnlyList<ValueRule> Of(FieldDescriptor field)
    {
        var rule = FieldRules.RuleOf(field) ?? new();

        // The items of a map are its values.
        var value = field.IsMap ? field.MessageType.FindFieldByNumber(2) : field;
        return value.FieldType switch
        {
            FieldType.String => [.. TextRules.Of(rule)],
            FieldType.Bytes => [.. BytesRules.Of(rule)],
            FieldType.Enum => [IsKnown(value.EnumType)],
            FieldType.Message when value.MessageType == Timestamp.Descriptor => [IsInstant],
            FieldType.Message when value.MessageType == Duration.Descriptor => [IsDuration],
            FieldType.Message or FieldType.Group or FieldType.Bool or FieldType.Float or FieldType.Double => [],
            _ => [.. NumberRules.Of(rule)],
        };
    }

    /// <summary>"", no bytes, 0; a message that is there is not empty.</summary>
    public static bool IsEmpty(object value) => value switch
    {
        string text => text.Length == 0,
        ByteString bytes => bytes.IsEmpty,
        int number => number == 0,
        long number => number == 0,
        uint number => number == 0,
        ulong number => number == 0,
        float number => number == 0,
        double number => number == 0,
        System.Enum number => (int)(object)number == 0,
        _ => false,
    };

    static ValueRule IsKnown(EnumDescriptor type) => value => type.FindValueByNumber((int)value) is not null
        ? null
        : new(FieldProblem.UnknownValue, $"is {(int)value}, which is not known: give one of {string.Join(", ", type.Values.Where(known => known.Number != 0).Select(known => known.Name))}");

    static Wrong? IsInstant(object value) =>
        value is Timestamp { Seconds: >= -62_135_596_800 and <= 253_402_300_799, Nanos: >= 0 and < 1_000_000_000 }
            ? null
            : new(FieldProblem.NotAnInstant, "is no instant between the years 1 and 9999");

    static Wrong? IsDuration(object value) =>
        value is Duration { Seconds: >= Duration.MinSeconds and <= Duration.MaxSeconds, Nanos: > -1_000_000_000 and < 1_000_000_000 } span
            && (span.Seconds == 0 || span.Nanos == 0 || Math.Sign(span.Seconds) == Math.Sign(span.Nanos))
            ? null
            : new(FieldProblem.NotAnInstant, "is no duration of at most 10,000 years");
}
