using System.Data.Common;
using Npgsql;

namespace LocalEnergyMarket.Backend.Store.Projections;

/// <summary>Tells a failure that an event causes from one that has nothing to do with it.</summary>
static class ProjectionFailures
{
    /// <summary>
    /// Whether leaving the event out could help: the projection's code threw, or PostgreSQL refused what it wrote as wrong data (classes 21,
    /// 22, 23, P0). A database that is away, a lock, a missing table would fail with any event.
    /// </summary>
    public static bool IsOfTheEvent(Exception e) => e switch
    {
        PostgresException { SqlState: [var first, var second, ..] } => (first, second) is ('2', '1') or ('2', '2') or ('2', '3') or ('P', '0'),
        DbException or OperationCanceledException or OutOfMemoryException or TimeoutException or IOException => false,
        ProgressionProgressOutOfOrderException => false,
        { InnerException: DbException inner } => IsOfTheEvent(inner),
        _ => true,
    };
}
