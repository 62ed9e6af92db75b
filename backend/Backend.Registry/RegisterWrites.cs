using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;
using Npgsql;

namespace LocalEnergyMarket.Backend.Registry;

/// <summary>
/// Changes of the register that must see one another: whoever writes about the same subjects waits, also at another backend, then reads what is there and
/// is told what stands against it. So a rule may look at many streams (no other box has the meter) and still hold.
/// </summary>
static class RegisterWrites
{
    /// <param name="store">The store.</param>
    /// <param name="subjects">What is written about: "meter/4711". Locked in one order by everybody, so that nobody waits in a ring.</param>
    /// <param name="work">Reads, decides, and queues in the session; it is saved afterwards. What it throws undoes all.</param>
    /// <param name="cancellation">Ends the wait; then nothing is written.</param>
    public static async Task<T> WriteAsync<T>(
        this IDocumentStore store, IEnumerable<string> subjects, Func<IDocumentSession, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var keys = subjects.Select(subject => AdvisoryLockKey.For("registry", subject)).Distinct().Order().ToArray();
        await using (var wait = new NpgsqlCommand("select pg_advisory_xact_lock(key) from unnest($1) key", connection, transaction) { Parameters = { new() { Value = keys } } })
        {
            await wait.ExecuteNonQueryAsync(cancellation);
        }

        await using var session = store.LightweightSession(transaction);
        var result = await work(session);
        await session.SaveChangesAsync(cancellation);

        // From here on the outcome is PostgreSQL's.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public static Task WriteAsync(this IDocumentStore store, IEnumerable<string> subjects, Func<IDocumentSession, Task> work, CancellationToken cancellation) =>
        store.WriteAsync(
            subjects,
            async session =>
            {
                await work(session);
                return true;
            },
            cancellation);

    /// <summary>What to lock for a box, a meter, …: one place, so that all mean the same.</summary>
    public static string Box(Guid id) => $"box/{id}";

    public static string Meter(string serial) => $"meter/{serial}";

    public static string Unit(string number) => $"unit/{number}";

    public static string Customer(string id) => $"customer/{id}";

    public static string BalancingGroup(string eic) => $"group/{eic}";

    public static string Contract(Guid id) => $"contract/{id}";

    public static string Claim(Guid id) => $"claim/{id}";

    public const string Roles = "roles";

    public const string BalancingGroups = "groups";
}
