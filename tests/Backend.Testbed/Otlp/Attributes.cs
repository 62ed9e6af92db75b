namespace LocalEnergyMarket.Backend.Testbed.Otlp;

public static class Attributes
{
    /// <summary>An attribute's value as text; null if there is none.</summary>
    public static string? Value(this IEnumerable<KeyValue> attributes, string key)
    {
        var value = attributes.FirstOrDefault(attribute => attribute.Key == key)?.Value;
        return value?.ValueCase switch
        {
            null or AnyValue.ValueOneofCase.None => null,
            AnyValue.ValueOneofCase.Text => value.Text,
            AnyValue.ValueOneofCase.Number => $"{value.Number}",
            AnyValue.ValueOneofCase.Flag => $"{value.Flag}",
            _ => FormattableString.Invariant($"{value.Real}"),
        };
    }
}
