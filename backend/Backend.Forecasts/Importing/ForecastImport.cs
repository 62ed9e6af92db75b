using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>Takes a file whole, or refuses it whole. The same file again changes nothing.</summary>
public sealed class ForecastImport(BeliefStore beliefs, IUnitPowers powers, TimeProvider time)
{
    /// <param name="content">The file; it must be seekable.</param>
    /// <param name="document">Its name, for messages and as what the values were read from.</param>
    /// <param name="format">What the supplier's files are like.</param>
    /// <param name="cancellation">Ends the import; nothing is taken then.</param>
    /// <exception cref="ForecastException">Something is wrong in the file.</exception>
    public async Task<ImportedFile> RunAsync(Stream content, string document, SupplierFormat format, CancellationToken cancellation)
    {
        var text = await FileText.ExamineAsync(content, cancellation);
        var file = await ForecastFile.ReadAsync(content, text, document, format, new Dictionary<string, Watts>(StringComparer.Ordinal), cancellation);
        string[] units = [.. file.Values.Select(value => value.UnitNumber).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (await powers.OfAsync(units, cancellation) is { Count: > 0 } known && file.Values.Any(value => SlotCheck.IsTooMuch(value, known)))
        {
            // Read again, now that it is known what the units can: the lines are told.
            file = await ForecastFile.ReadAsync(content, text, document, format, known, cancellation);
        }

        var kind = format.Kind ?? file.Kind;
        var set = new BeliefSet(format.Source, kind, time.GetUtcNow(), document, $"file:{format.Source}:{text.Hash}");
        var appended = await beliefs.AppendAsync(set, file.Values, cancellation);
        return new(
            appended, format.Source, kind, units, file.Values.Count, file.Values.Select(value => (value.UnitNumber, value.Timeslot)).Distinct().LongCount(),
            file.Values.Min(value => value.Timeslot), file.Values.Max(value => value.Timeslot), file.Missing);
    }
}
