using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.V1;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Errors;

/// <summary>What a failure of the database means to a caller.</summary>
sealed partial class DatabaseRefusals(ILogger<DatabaseRefusals> log) : IRefusalSource
{
    public RefusalException? Explain(Exception exception, string method)
    {
        switch (exception)
        {
            case ConcurrencyException:
                return Refusal.Aborted(Reason.ChangedMeanwhile, "Somebody else changed the same thing at this moment; try again.");
            case PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }:
                return Refusal.Invalid(Reason.TextNotStorable, "A text in the request has a character that cannot be stored (U+0000).");
            case NpgsqlException and not PostgresException or PostgresException { IsTransient: true }:
                LogDatabase(method, exception);
                return Refusal.Unavailable(Reason.DatabaseUnreachable, "The database cannot be reached; try again.");
            default:
                return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Method}: the database did not serve")]
    partial void LogDatabase(string method, Exception exception);
}
