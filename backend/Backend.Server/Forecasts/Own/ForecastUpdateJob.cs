using System.Text.Json;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.PlantModels.Choosing;
using LocalEnergyMarket.Backend.Telemetry;
using LocalEnergyMarket.Protos.Quantities;
using Npgsql;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>What a run computes.</summary>
/// <param name="UnitNumbers">Only the households of these units; all if empty.</param>
/// <param name="Hours">How far ahead; as configured if null.</param>
sealed record ForecastUpdateArguments(IReadOnlyList<string>? UnitNumbers, int? Hours);

/// <summary>
/// Computes forecasts where none is delivered. A run adds beliefs of now; the one before a timeslot's day is its first forecast, the one before its gate closes its
/// second. Only what differs from the last belief of the same source is written.
/// </summary>
sealed class ForecastUpdateJob(
    Households households, UnitLoader units, UnitPast past, BeliefStore beliefs, SupplierFiles files, WeatherFetch fetch, WeatherShelf shelf,
    OwnForecastOptions options, WeatherOptions weatherOptions, NpgsqlDataSource database, TimeProvider time) : IJob
{
    public const string JobKind = "forecast-update";

    const int HouseholdsAtATime = 20;
    const int MostHours = 240;

    public string Kind => JobKind;

    public void Check(JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Undefined && JobArguments.As<ForecastUpdateArguments>(arguments).Hours is { } hours && hours is < 1 or > MostHours)
        {
            throw new JobException($"hours: {hours} is not between 1 and {MostHours}.");
        }
    }

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var arguments = run.ArgumentsAs<ForecastUpdateArguments>();
        var state = await run.CheckpointAsync<UpdateState>(cancellation) ?? new(time.GetUtcNow(), "", new Dictionary<string, int>(StringComparer.Ordinal));
        var all = await households.ListAsync(arguments.UnitNumbers ?? [], cancellation);
        var log = new UpdateLog(run, state.Counts, explainAll: arguments.UnitNumbers is { Count: > 0 });
        var inputs = await InputsAsync(all, state.BelievedAt, arguments.Hours ?? options.Hours, log, cancellation);
        var meters = await past.MetersAsync(state.BelievedAt, cancellation);
        var done = all.TakeWhile(household => string.CompareOrdinal(household.Key, state.After) <= 0).Count();
        foreach (var some in all.Skip(done).Chunk(HouseholdsAtATime))
        {
            await run.ProgressAsync(done, all.Count, "households", cancellation);
            await UpdateAsync(run, some, inputs, meters, state with { After = some[^1].Key }, log, cancellation);
            done += some.Length;
        }

        return log.Result(all.Sum(household => household.UnitNumbers.Count));
    }

    async Task<(ModelInputs Models, SupplierTables Tables)> InputsAsync(
        IReadOnlyList<Household> all, DateTimeOffset now, int hours, UpdateLog log, CancellationToken cancellation)
    {
        var first = Timeslot.Containing(now).Next;
        var tables = files.Read();
        await log.ProblemsAsync(tables.Problems, cancellation);
        await log.ProblemsAsync(await fetch.RunAsync(cancellation), cancellation);
        var places = await units.PlacesAsync(all.SelectMany(household => household.UnitNumbers), tables.Postcodes, cancellation);
        var weather = await shelf.ReadAsync(places, cancellation);
        await log.ProblemsAsync(weather.Problems, cancellation);
        return (
            new([.. Enumerable.Range(0, hours * 4).Select(first.Plus)], weather.Forecasts, weatherOptions.MostKilometres)
            {
                Postcodes = tables.Postcodes, Curves = tables.Curves, Profiles = tables.Profiles,
            },
            tables);
    }

    async Task UpdateAsync(
        JobRun run, IReadOnlyList<Household> some, (ModelInputs Models, SupplierTables Tables) inputs, ILookup<string, MeterId> meters, UpdateState state, UpdateLog log,
        CancellationToken cancellation)
    {
        var numbers = some.SelectMany(household => household.UnitNumbers).ToList();
        var energies = await past.ReadAsync(numbers, meters, state.BelievedAt, cancellation);
        var found = await units.FindAsync(numbers, energies, inputs.Tables.Consumers, cancellation);
        var known = await KnownBeliefs.ReadAsync(beliefs, numbers, inputs.Models.Timeslots, state.BelievedAt, cancellation);
        var sets = new SortedDictionary<string, List<SlotForecast>>(StringComparer.Ordinal);
        foreach (var household in some)
        {
            var mine = household.UnitNumbers.Where(found.ContainsKey).Select(number => found[number]).ToList();
            foreach (var forecast in HouseholdForecast.Of(mine, inputs.Models, known))
            {
                var source = $"own:{forecast.Model}";
                var changed = forecast.Slots.Select(slot => ToValue(forecast, slot)).Where(value => known.IsNew(source, value)).ToList();
                await log.UnitAsync(forecast, changed.Count, cancellation);
                if (changed.Count > 0)
                {
                    (sets.TryGetValue(source, out var set) ? set : sets[source] = []).AddRange(changed);
                }
            }
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var (source, values) in sets)
        {
            await beliefs.AppendAsync(new(source, ForecastKind.Own, state.BelievedAt), values, connection, transaction, cancellation);
        }

        await run.SaveCheckpointAsync(state with { Counts = log.Counts }, connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    static SlotForecast ToValue(ModelForecast forecast, PlantModels.SlotPrediction slot) =>
        new(forecast.UnitNumber, slot.Timeslot, HouseholdForecast.DirectionOf(forecast.Flow), slot.Energy)
        {
            Quantiles = [.. slot.Quantiles.Select(quantile => new Quantile(quantile.Percent * 10, quantile.Energy))],
        };

    /// <param name="BelievedAt">Of all beliefs of the run, also after an interruption.</param>
    /// <param name="After">The last household that is done.</param>
    /// <param name="Counts">How many forecasts each model made.</param>
    sealed record UpdateState(DateTimeOffset BelievedAt, string After, IReadOnlyDictionary<string, int> Counts);
}
