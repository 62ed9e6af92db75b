namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>Whose software the box runs. Fixed on site: it cannot be changed from afar.</summary>
public sealed record UpdateOptions
{
    /// <summary>Public keys of the supplier, P-256: one of them must have signed a software package. SubjectPublicKeyInfo in base 64.</summary>
    public required IReadOnlyList<string> Keys { get; init; }
}
