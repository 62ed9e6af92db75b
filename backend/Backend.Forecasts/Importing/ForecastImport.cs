using LocalEnergyMarket.Backend.Forecasts.Beliefs;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>Takes a forecast file whole, or refuses it whole.</summary>
public sealed class ForecastImport(BeliefStore beliefs, TimeProvider time)
{
    /// <param name="csv">The file.</param>
    /// <param name="source">What the values say they come from, for example the file's name.</param>
    /// <param name="cancellation">Ends the import; nothing is taken then.</param>
    /// <exception cref="ForecastException">A line is wrong.</exception>
    public async Task<IReadOnlyList<Belief>> RunAsync(Stream csv, string source, CancellationToken cancellation)
    {
        using var text = new StreamReader(csv, leaveOpen: true);
        var values = await ForecastFile.ReadAsync(text, source, time.GetUtcNow(), cancellation);
        await beliefs.AddAsync(values, cancellation);
        return values;
    }
}
