using System.Text.Json;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Mastr.Soap.Sync;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Soap;

/// <summary>What a run may be told.</summary>
/// <param name="Full">Compare everything that is followed, not only what changed lately.</param>
public sealed record MastrSyncArguments(bool Full = false);

/// <summary>Who calls the service, and for what.</summary>
public sealed record MastrAccess(MastrClient Client, SyncSettings Settings);

/// <summary>The job <c>mastr-sync</c>: brings the copy of the register up to date from the web service. A round that was broken off is gone on with, by whichever run comes next.</summary>
/// <param name="time">The real time, not the market's.</param>
public sealed class MastrSyncJob(MastrAccess access, SyncStore store, IUnitsInUse unitsInUse, TimeProvider time) : IJob
{
    public string Kind => "mastr-sync";

    public void Check(JsonElement arguments) => JobArguments.As<MastrSyncArguments>(arguments);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellation)
    {
        try
        {
            return await new MastrSync(access.Client, store, unitsInUse, access.Settings, time).RunAsync(new Watched(run), run.ArgumentsAs<MastrSyncArguments>().Full, cancellation);
        }
        catch (MastrServiceException e)
        {
            throw new JobException(Explain(e), e);
        }
    }

    static string Explain(MastrServiceException e) => e.Fault switch
    {
        MastrFault.AccessDenied =>
            $"{e.Message} The key in Mastr:Soap:KeyFile, the actor in Mastr:Soap:ActorNumber, or the user's right to call for this actor is wrong: look at the web service users in the register's portal. What was read is kept.",
        MastrFault.WrongAddress => $"{e.Message} Check Mastr:Soap:Endpoint and Mastr:Soap:Version.",
        _ => $"{e.Message} What was read is kept; the next run goes on from there.",
    };

    sealed class Watched(JobRun run) : ISyncRun
    {
        public Task ProgressAsync(long done, long? total, string stage, CancellationToken cancellation) => run.ProgressAsync(done, total, stage, cancellation);

        public Task SayAsync(string message, CancellationToken cancellation) => run.LogAsync(JobLogLevel.Information, message, cancellation);

        public Task WarnAsync(string message, CancellationToken cancellation) => run.LogAsync(JobLogLevel.Warning, message, cancellation);

        // The sync's state is its own, because it outlives runs; the checkpoint only holds off a process that lost the run.
        public Task FenceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation) =>
            run.SaveCheckpointAsync(true, connection, transaction, cancellation);
    }
}
