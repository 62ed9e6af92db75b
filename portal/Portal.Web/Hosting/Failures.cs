using Npgsql;

namespace LocalEnergyMarket.Portal.Web.Hosting;

/// <summary>Tells failures of the surroundings from refusals, however deep they are wrapped.</summary>
static class Failures
{
    public static bool IsOfDatabase(this Exception exception) => Chain(exception).Any(inner => inner is NpgsqlException);

    static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}
