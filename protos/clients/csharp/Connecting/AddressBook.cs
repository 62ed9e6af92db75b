namespace LocalEnergyMarket.Client.Connecting;

/// <summary>Which address is called next. One is kept until it fails; one that failed pauses, longer each time, while others can be tried.</summary>
sealed class AddressBook
{
    readonly Lock _lock = new();
    readonly Entry[] _entries;
    readonly BackOff _backOff;
    readonly TimeProvider _time;
    int _current;

    public AddressBook(IReadOnlyList<Uri> addresses, int start, BackOff backOff, TimeProvider time)
    {
        _entries = [.. addresses.Select(address => new Entry(address))];
        (_current, _backOff, _time) = (start, backOff, time);
    }

    /// <summary>The addresses to try, in order. While all of them pause, it waits for the first that may be tried again.</summary>
    public async ValueTask<IReadOnlyList<Uri>> ChooseAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var (addresses, pause) = Ready();
            if (addresses.Count > 0)
            {
                return addresses;
            }

            await Task.Delay(pause, _time, cancellation);
        }
    }

    public void Answered(Uri address)
    {
        lock (_lock)
        {
            Find(address).Clear();
        }
    }

    /// <summary>It answered that it does not serve now, or lost the connection: others are asked first, but it is not known to be away.</summary>
    public void Declined(Uri address)
    {
        lock (_lock)
        {
            Find(address).Clear();
            Leave(address);
        }
    }

    public void Failed(Uri address)
    {
        lock (_lock)
        {
            var entry = Find(address);
            entry.Failures++;
            entry.NotBefore = _time.GetUtcNow() + _backOff.After(entry.Failures);
            Leave(address);
        }
    }

    (IReadOnlyList<Uri> Addresses, TimeSpan Pause) Ready()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var ready = Enumerable.Range(_current, _entries.Length).Select(i => _entries[i % _entries.Length]).Where(entry => entry.NotBefore <= now);
            // A timer may come a moment early.
            return ([.. ready.Select(entry => entry.Address)], _entries.Min(entry => entry.NotBefore) - now + TimeSpan.FromMilliseconds(1));
        }
    }

    Entry Find(Uri address) => _entries.First(entry => entry.Address == address);

    void Leave(Uri address)
    {
        if (_entries[_current].Address == address)
        {
            _current = (_current + 1) % _entries.Length;
        }
    }

    sealed class Entry(Uri address)
    {
        public Uri Address => address;

        public int Failures { get; set; }

        public DateTimeOffset NotBefore { get; set; }

        public void Clear() => (Failures, NotBefore) = (0, default);
    }
}
