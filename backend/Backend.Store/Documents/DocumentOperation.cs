namespace LocalEnergyMarket.Backend.Store.Documents;

enum DocumentOperationKind
{
    Store,
    Insert,
    Update,
    Delete,
}

/// <summary>One pending change of a document; <paramref name="Version"/> is that of a projected one.</summary>
sealed record DocumentOperation(DocumentOperationKind Kind, DocumentMapping Mapping, object Id, object? Document, long Version = 0)
{
    /// <summary>What is written, made by the caller of a save and not by who writes for many.</summary>
    public string? Json { get; private set; }

    public void Serialize() => Json = Document is null ? null : StoreJson.Serialize(Document);
}
