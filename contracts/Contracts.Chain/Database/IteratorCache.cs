using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Database;

/// <summary>
/// The numbers by which one action knows rows: from 0 upwards for entries, below -1 for the end of a table, -1 for a table that is
/// not there. The same entry has the same number for as long as the action runs.
/// </summary>
public sealed class IteratorCache<TEntry>
    where TEntry : Entry
{
    readonly List<Table> _tables = [];
    readonly List<TEntry?> _entries = [];
    readonly Dictionary<TEntry, int> _numbers = [];

    public int End(Table table)
    {
        var index = _tables.IndexOf(table);
        if (index < 0)
        {
            index = _tables.Count;
            _tables.Add(table);
        }

        return -(index + 2);
    }

    public int Number(TEntry entry)
    {
        if (!_numbers.TryGetValue(entry, out var number))
        {
            number = _entries.Count;
            _entries.Add(entry);
            _numbers.Add(entry, number);
        }

        return number;
    }

    /// <exception cref="ChainException">Not the number of an entry, or the entry was removed.</exception>
    public TEntry Entry(int number)
    {
        if (number < 0 || number >= _entries.Count)
        {
            throw Rules.InvalidIterator(number);
        }

        return _entries[number] ?? throw Rules.RemovedIterator();
    }

    /// <exception cref="ChainException">Not the end of a table this action has seen.</exception>
    public Table TableOfEnd(int number)
    {
        var index = -(long)number - 2;
        return index >= 0 && index < _tables.Count ? _tables[(int)index] : throw Rules.InvalidIterator(number);
    }

    public void Forget(int number)
    {
        if (_entries[number] is { } entry)
        {
            _numbers.Remove(entry);
            _entries[number] = null;
        }
    }
}
