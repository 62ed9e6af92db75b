namespace LocalEnergyMarket.Contracts.Chain.Database;

/// <summary>
/// Values in the order of their keys, found by binary search. Insertion in the middle moves what follows: cheap up to some
/// hundred thousand rows, which is what a development chain holds.
/// </summary>
public sealed class OrderedMap<TKey, TValue>
    where TKey : IComparable<TKey>
    where TValue : class
{
    readonly List<TKey> _keys = [];
    readonly List<TValue> _values = [];

    public int Count => _keys.Count;

    public TKey KeyAt(int index) => _keys[index];

    public TValue ValueAt(int index) => _values[index];

    public TValue? Find(TKey key) => _keys.BinarySearch(key) is >= 0 and var index ? _values[index] : null;

    /// <summary>Index of the first key not below <paramref name="key"/>; <see cref="Count"/> when there is none.</summary>
    public int LowerBound(TKey key) => _keys.BinarySearch(key) is >= 0 and var index ? index : ~_keys.BinarySearch(key);

    /// <summary>Index of the first key above <paramref name="key"/>; <see cref="Count"/> when there is none.</summary>
    public int UpperBound(TKey key) => _keys.BinarySearch(key) is >= 0 and var index ? index + 1 : ~_keys.BinarySearch(key);

    public void Add(TKey key, TValue value)
    {
        var index = _keys.BinarySearch(key);
        if (index >= 0)
        {
            throw new ArgumentException("The key is there already.", nameof(key));
        }

        _keys.Insert(~index, key);
        _values.Insert(~index, value);
    }

    public void Remove(TKey key)
    {
        var index = _keys.BinarySearch(key);
        if (index < 0)
        {
            throw new ArgumentException("There is no such key.", nameof(key));
        }

        _keys.RemoveAt(index);
        _values.RemoveAt(index);
    }
}
