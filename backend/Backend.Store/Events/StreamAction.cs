namespace LocalEnergyMarket.Backend.Store.Events;

/// <summary>The events a unit of work appends to one stream, and what it expects of the stream.</summary>
sealed class StreamAction(Guid id, Type? aggregateType, bool starts)
{
    public Guid Id => id;

    public Type? AggregateType => aggregateType;

    public bool Starts => starts;

    public List<Event> Events { get; } = [];

    /// <summary>The version before the append, if the caller said so; 0 says that there is no stream.</summary>
    public long? VersionBefore { get; private set; }

    /// <summary>The aggregate that was read at <see cref="VersionBefore"/>, so that a snapshot need not be read again.</summary>
    public FetchedAggregate? Fetched { get; set; }

    /// <summary>Once saved, nothing more can be added: it would be lost.</summary>
    public bool IsSaved { get; set; }

    /// <summary>The caller says that the stream is at this version before the events added next.</summary>
    public void Expect(long version)
    {
        var before = version - Events.Count;
        if (VersionBefore is { } other && other != before)
        {
            throw new EventStreamUnexpectedMaxEventIdException(id, before, other);
        }

        VersionBefore = before;
    }
}

sealed record FetchedAggregate(Type Type, object? Value);
