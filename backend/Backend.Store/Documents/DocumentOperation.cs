namespace LocalEnergyMarket.Backend.Store.Documents;

enum DocumentOperationKind
{
    Store,
    Insert,
    Update,
    Delete,
}

/// <summary>One pending change of a document; <paramref name="Version"/> is the stream's version of a projected aggregate.</summary>
sealed record DocumentOperation(DocumentOperationKind Kind, DocumentMapping Mapping, object Id, object? Document, long? Version = null)
{
    /// <summary>
    /// Neighbouring changes of one kind and type become one statement; a statement never touches a document twice, because PostgreSQL
    /// refuses that in an upsert.
    /// </summary>
    public static IEnumerable<IReadOnlyList<DocumentOperation>> Group(IEnumerable<DocumentOperation> operations)
    {
        var group = new List<DocumentOperation>();
        var ids = new HashSet<object>();
        foreach (var operation in operations)
        {
            if (group.Count > 0 && (group[0].Kind != operation.Kind || group[0].Mapping != operation.Mapping || ids.Contains(operation.Id)))
            {
                yield return group;
                group = [];
                ids.Clear();
            }

            group.Add(operation);
            ids.Add(operation.Id);
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }
}
