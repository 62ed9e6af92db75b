using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Commits;

/// <summary>Refusals by PostgreSQL that another attempt may not meet: somebody else wrote between what was read and what was written.</summary>
static class Races
{
    public const int MostAttempts = 6;

    const string EventVersion = "pk_mt_events_stream_and_version";

    public static bool Is(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => true,
        PostgresErrorCodes.UniqueViolation => e.ConstraintName is EventVersion or "pkey_mt_streams_id"
            || e.ConstraintName?.StartsWith("pkey_mt_doc_", StringComparison.Ordinal) == true,
        _ => false,
    };

    /// <summary>
    /// What the caller is told when no attempt went through. Only a writer that does not take the stream's row first, such as Marten's
    /// own, can make an event's version appear that the stream's row does not know.
    /// </summary>
    public static Exception Explain(PostgresException e, UnitOfWork work) =>
        e.ConstraintName == EventVersion && work.Streams.FirstOrDefault() is { } stream
            ? new EventStreamUnexpectedMaxEventIdException(stream.Id, stream.VersionBefore ?? 0, -1, e)
            : e;
}
