using System.Globalization;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.PlantModels.Choosing;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>
/// What a run says: for each unit whose forecast changed or is missing, which model and of what. Of a run over everything only so many
/// units, because it comes back every quarter of an hour; a run that names units explains each of them.
/// </summary>
/// <param name="counts">What an interrupted run had counted already.</param>
sealed class UpdateLog(JobRun run, IReadOnlyDictionary<string, int> counts, bool explainAll)
{
    const int MostUnits = 1_000;
    const string Without = "";
    const string Written = "quarter hours";

    readonly SortedDictionary<string, int> _counts = new(counts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
    int _explained;

    /// <summary>Forecasts by model, those that could not be made under the empty name; and the quarter hours that were new.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public async Task ProblemsAsync(IEnumerable<string> problems, CancellationToken cancellation)
    {
        foreach (var problem in problems)
        {
            await run.LogAsync(JobLogLevel.Warning, problem, cancellation);
        }
    }

    public async Task UnitAsync(ModelForecast forecast, int changed, CancellationToken cancellation)
    {
        _counts[forecast.Model] = _counts.GetValueOrDefault(forecast.Model) + 1;
        _counts[Written] = _counts.GetValueOrDefault(Written) + changed;
        if (!explainAll && ((changed == 0 && !forecast.IsNone) || _explained > MostUnits))
        {
            return;
        }

        if (++_explained > MostUnits && !explainAll)
        {
            await run.LogAsync(JobLogLevel.Information, "more units are not listed; start the job with their numbers to see what their forecasts are made of", cancellation);
            return;
        }

        var what = forecast.Flow == EnergyFlow.Production ? "production" : "consumption";
        await run.LogAsync(
            JobLogLevel.Information,
            forecast.IsNone
                ? $"{forecast.UnitNumber}: no forecast of {what}: {forecast.Explanation}"
                : string.Create(CultureInfo.InvariantCulture, $"{forecast.UnitNumber}: {what} by own:{forecast.Model}, {changed} of {forecast.Slots.Count} quarter hours new: {forecast.Explanation}"),
            cancellation);
    }

    public string Result(int units)
    {
        var models = string.Join(", ", _counts.Where(count => count.Key is not (Without or Written)).Select(count => $"{count.Value} by own:{count.Key}"));
        var without = _counts.GetValueOrDefault(Without);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{units} units: {(models.Length == 0 ? "no forecast" : $"forecasts {models}")}{(without == 0 ? "" : $", {without} could not be made")}; {_counts.GetValueOrDefault(Written)} quarter hours were new.");
    }
}
