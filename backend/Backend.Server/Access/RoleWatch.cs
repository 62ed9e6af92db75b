using LocalEnergyMarket.Backend.Registry.Meters;
using LocalEnergyMarket.Backend.Registry.Roles;
using LocalEnergyMarket.Backend.Server.Hosting;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Access;

/// <summary>
/// Opens the register before the first call is served, and follows the roles that are given and taken at whichever backend: the database tells at once, and every
/// half minute it is looked whether a word was lost.
/// </summary>
sealed partial class RoleWatch(NpgsqlDataSource database, RoleBook book, MeterAdoption adoption, ILogger<RoleWatch> log)
    : DatabaseListener(database, RoleRegister.Channel, TimeSpan.FromSeconds(30), log)
{
    readonly ILogger _log = log;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await adoption.RunAsync(cancellationToken) is > 0 and var adopted)
        {
            LogAdopted(_log, adopted);
        }

        await book.OpenAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task CatchUpAsync(CancellationToken cancellation) => book.ReadAsync(cancellation);

    [LoggerMessage(1, LogLevel.Information, "{Meters} meters got a history of their own from their boxes'")]
    static partial void LogAdopted(ILogger log, int meters);
}
