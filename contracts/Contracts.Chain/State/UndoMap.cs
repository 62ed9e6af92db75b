using System.Diagnostics.CodeAnalysis;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>A map of immutable values whose changes can be taken back.</summary>
public sealed class UndoMap<TKey, TValue>(UndoLog undo)
    where TKey : notnull
    where TValue : class
{
    readonly Dictionary<TKey, TValue> _values = [];

    public IReadOnlyDictionary<TKey, TValue> Values => _values;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value) => _values.TryGetValue(key, out value);

    public bool Contains(TKey key) => _values.ContainsKey(key);

    public void Set(TKey key, TValue value)
    {
        if (_values.TryGetValue(key, out var before))
        {
            undo.Add(() => _values[key] = before);
        }
        else
        {
            undo.Add(() => _values.Remove(key));
        }

        _values[key] = value;
    }

    public void Remove(TKey key)
    {
        if (_values.Remove(key, out var before))
        {
            undo.Add(() => _values[key] = before);
        }
    }
}
