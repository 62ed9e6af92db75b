using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.Store.Projections;

namespace LocalEnergyMarket.Backend.Store.Documents;

/// <summary>All document types the store keeps; a type must be registered before the schema is applied.</summary>
public sealed class DocumentRegistry
{
    readonly ConcurrentDictionary<Type, DocumentMapping> _mappings = new();

    internal DocumentRegistry() =>
        _mappings[typeof(DeadLetterEvent)] = new(typeof(DeadLetterEvent)) { DotNetTypeName = DeadLetterEvent.MartenName };

    internal IEnumerable<DocumentMapping> All => _mappings.Values.OrderBy(mapping => mapping.Alias, StringComparer.Ordinal);

    public DocumentMappingExpression<T> For<T>()
        where T : class => new(Register(typeof(T)));

    internal DocumentMapping Register(Type type)
    {
        var mapping = _mappings.GetOrAdd(type, key => new(key));
        return All.FirstOrDefault(other => other != mapping && string.Equals(other.Alias, mapping.Alias, StringComparison.Ordinal)) is { } clash
            ? throw new StoreException($"{type.FullName} and {clash.DocumentType.FullName} would share the table {mapping.Table}.")
            : mapping;
    }

    internal DocumentMapping Of(Type type) => _mappings.TryGetValue(type, out var mapping)
        ? mapping
        : throw new StoreException($"{type.Name} is not a registered document: add options.Schema.For<{type.Name}>().");
}
