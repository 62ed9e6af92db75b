namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>A caller's text in a message: short, and on one line.</summary>
static class Quoted
{
    const int Most = 40;

    public static string Of(string text)
    {
        var kept = text.Length <= Most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most), "…");
        return kept.Any(char.IsControl) ? string.Concat(kept.Select(c => char.IsControl(c) ? '�' : c)) : kept;
    }
}
