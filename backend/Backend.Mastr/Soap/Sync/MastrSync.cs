using System.Globalization;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;
using Npgsql;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Sync;

/// <summary>What is followed, and how.</summary>
/// <param name="PageSize">Rows a page; the service gives at most 2,000.</param>
/// <param name="ReservePercent">Of the day's calls, left to others, %.</param>
public sealed record SyncSettings(SyncScope Scope, RoundRules Rounds, PatienceRules Patience, int PageSize, int ReservePercent);

/// <summary>
/// Brings the copy of the register up to date from the register's web service: lists say what changed, then the details of that are asked for, then what is
/// linked to them. What an answer leads to is stored in one transaction with where the sync stands, so that it goes on there whatever happens.
/// </summary>
public sealed class MastrSync(MastrClient client, SyncStore store, IUnitsInUse unitsInUse, SyncSettings settings, TimeProvider time)
{
    const int AsksAtATime = 200;

    /// <summary>When so many objects in a row cannot be read, it is not the objects.</summary>
    const int MostFailuresInARow = 20;

    /// <summary>Finishes the round that is under way, or makes a new one.</summary>
    /// <param name="full">Whether a new round compares everything.</param>
    /// <returns>What came of it, in one sentence.</returns>
    /// <exception cref="MastrServiceException">The service gives no answer; the next run goes on there.</exception>
    public async Task<string> RunAsync(ISyncRun run, bool full, CancellationToken cancellation)
    {
        var caller = new ServiceCaller(client, settings.Patience, settings.ReservePercent, time, run);
        var own = (await unitsInUse.ListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        var state = await store.LoadAsync(cancellation);
        if (state.Round is null)
        {
            state = await BeginAsync(state, own, full, caller, run, cancellation);
        }
        else
        {
            await run.SayAsync($"Goes on with the round of {Text(state.Round.StartedAt)}: {state.Round.Lists.Count} lists and {await store.CountWaitingAsync(cancellation)} objects are left.", cancellation);
        }

        state = await ReadListsAsync(state, own, caller, run, cancellation);
        state = await ReadObjectsAsync(state, own, caller, run, cancellation);
        await store.EndAsync(RoundPlan.End(state, await store.GenerationAsync(cancellation)), Fence(run, cancellation), cancellation);
        return Result(state.Round!.Counts, caller);
    }

    async Task<SyncState> BeginAsync(SyncState state, HashSet<string> own, bool full, ServiceCaller caller, ISyncRun run, CancellationToken cancellation)
    {
        var answer = await caller.CallAsync(new(SoapOperations.Time), cancellation);
        if (!DateTime.TryParse(answer.Body["LokaleUhrzeit"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var serviceTime))
        {
            throw new MastrServiceException(MastrFault.Damaged, new(SoapOperations.Time), $"told the time '{answer.Body["LokaleUhrzeit"]}'");
        }

        await HearAsync(answer, SoapOperations.Time, run, cancellation);
        var scope = settings.Scope with { Units = [.. settings.Scope.Units.Union(own, StringComparer.Ordinal).Order(StringComparer.Ordinal)] };
        var begun = RoundPlan.Begin(
            state, scope, settings.Rounds, DateTime.SpecifyKind(serviceTime, DateTimeKind.Unspecified), await store.GenerationAsync(cancellation), full);
        await store.BeginAsync(begun, Fence(run, cancellation), cancellation);
        return begun;
    }

    async Task<SyncState> ReadListsAsync(SyncState state, HashSet<string> own, ServiceCaller caller, ISyncRun run, CancellationToken cancellation)
    {
        while (state.Round!.Lists is [var list, ..])
        {
            await run.ProgressAsync(state.Round.Counts.Answers, null, $"reading {list.Operation}, {state.Round.Lists.Count} lists left", cancellation);
            var page = await caller.CallAsync(SyncRequests.Page(list, state.Round.Position.StartAb, settings.PageSize), cancellation);
            await HearAsync(page, SoapOperations.All[list.Operation], run, cancellation);
            var step = ListPlan.Take(state, page, await store.KnownAsync(ListPlan.UnitsOf(list, page), cancellation));
            await SaveAsync(step, own, run, cancellation);
            state = step.State;
        }

        return state;
    }

    async Task<SyncState> ReadObjectsAsync(SyncState state, HashSet<string> own, ServiceCaller caller, ISyncRun run, CancellationToken cancellation)
    {
        var failures = 0;
        while (await store.WaitingAsync(AsksAtATime, cancellation) is { Count: > 0 } asks)
        {
            var left = await store.CountWaitingAsync(cancellation);
            foreach (var ask in asks)
            {
                var answers = state.Round!.Counts.Answers;
                await run.ProgressAsync(answers, answers + left, $"reading {ask.Operation}", cancellation);
                var step = await AskAsync(state, ask, caller, run, cancellation);
                failures = step.Failure is null ? 0 : failures + 1;
                await SaveAsync(step, own, run, cancellation);
                state = step.State;
                left = Math.Max(0, left - 1 + step.Asks.Count);
                if (failures >= MostFailuresInARow)
                {
                    throw new MastrServiceException(
                        MastrFault.Unavailable, SyncRequests.One(ask), $"could not give {failures} objects in a row; something else is wrong than the objects. The last: {step.Failure}");
                }
            }
        }

        return state;
    }

    async Task<SyncStep> AskAsync(SyncState state, SyncAsk ask, ServiceCaller caller, ISyncRun run, CancellationToken cancellation)
    {
        if (ask.Operation == SoapOperations.Actor.Name && await store.IsPersonAsync(ask.Number, cancellation))
        {
            return new(state) { Done = ask };
        }

        try
        {
            var answer = await caller.CallAsync(SyncRequests.One(ask), cancellation);
            await HearAsync(answer, SoapOperations.All[ask.Operation], run, cancellation);
            return ObjectPlan.Take(state, ask, answer);
        }
        catch (MastrServiceException e) when (ObjectPlan.Refused(state, ask, e) is { } step)
        {
            if (e.Fault == MastrFault.AccessDenied)
            {
                // If the day's calls are told, key and actor are good, and it is this object that is not for them.
                await caller.LookAsync(cancellation);
            }

            return step;
        }
    }

    async Task SaveAsync(SyncStep step, HashSet<string> own, ISyncRun run, CancellationToken cancellation)
    {
        await store.SaveAsync(step, Fence(run, cancellation), cancellation);
        foreach (var warning in step.Warnings)
        {
            await run.WarnAsync(warning, cancellation);
        }

        foreach (var unit in step.Removed.Where(unit => own.Contains(unit.Number)))
        {
            await run.WarnAsync(
                $"The unit {unit.Number} of a customer was {(unit.IsDeleted ? "deleted" : "deactivated")} in the register: check with the customer whether it may still be traded.", cancellation);
        }
    }

    readonly HashSet<string> _outdated = new(StringComparer.Ordinal);

    /// <summary>The service tells when an operation will be switched off: that must reach somebody in time.</summary>
    async Task HearAsync(SoapAnswer answer, SoapOperation operation, ISyncRun run, CancellationToken cancellation)
    {
        if ((answer.Outdated || answer.EndsOn is not null) && _outdated.Add(operation.Name))
        {
            await run.WarnAsync($"The register calls {operation.Name} outdated{(answer.EndsOn is { } end ? $" and will switch it off on {Text(end)}" : "")}: look for a newer version of this program.", cancellation);
        }
    }

    static Func<NpgsqlConnection, NpgsqlTransaction, Task> Fence(ISyncRun run, CancellationToken cancellation) =>
        (connection, transaction) => run.FenceAsync(connection, transaction, cancellation);

    static string Result(SyncCounts counts, ServiceCaller caller)
    {
        var left = caller.Quota?.Left is { } calls ? string.Create(CultureInfo.InvariantCulture, $"{calls} of the day's calls are left") : "the day's calls are not limited";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Units} units and {counts.Linked} linked objects were read, {counts.Removed} units are deleted or deactivated, {counts.Unchanged} were unchanged, {counts.Missing} objects are not given, {counts.Failed} failed; {caller.Calls} calls in this run, {left}.");
    }

    static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
