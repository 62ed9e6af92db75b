using CsvHelper;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>Reads a forecast in CSV: what its columns are is taken from their headers and the supplier's settings.</summary>
sealed class CsvForecast(string document, SupplierFormat format, IReadOnlyDictionary<string, Watts> powers)
{
    readonly Problems _problems = new();

    /// <exception cref="ForecastException">Something is wrong; nothing may be taken.</exception>
    public async Task<FileValues> ReadAsync(Stream content, FileText text, CancellationToken cancellation)
    {
        var source = new CsvSource(content, text, document, _problems);
        var (header, headerLine) = await source.HeaderAsync(cancellation);
        var layout = default(CsvLayout);
        var search = new DecimalSearch();
        await source.ReadAsync(
            header,
            headers =>
            {
                layout = CsvLayout.Of(headers, format, _problems);
                _problems.Throw(document);
            },
            record => layout!.Values.All(column => search.Look(record.GetString(column.Index), record.LineNumber)),
            cancellation);
        var sign = search.Decide(format, _problems);
        _problems.Throw(document);

        var check = new SlotCheck(format, powers, _problems);
        var times = new SlotTimes(format, check, _problems);
        var rows = new CsvRows(layout!, format, sign, search.FoundIn, times, _problems);
        await source.ReadAsync(header, _ => { }, record => Take(rows, record), cancellation);
        times.ResolveDoubled();
        if (!_problems.Enough)
        {
            check.CheckDays(format.Zone is null || format.Zone == FileZone.Utc ? FileZone.Berlin : format.Zone);
        }

        if (check.Values.Count == 0 && _problems.None)
        {
            _problems.Add(headerLine, "the file has no values", "die Datei hat keine Werte");
        }

        _problems.Throw(document);
        return new(check.Values, ForecastKind.Delivered, rows.Missing);
    }

    /// <summary>Lines of equals signs are feet that some operators put under their tables.</summary>
    bool Take(CsvRows rows, CsvReader record)
    {
        if (!record.GetString(0).StartsWith("===", StringComparison.Ordinal))
        {
            rows.Take(record);
        }

        return !_problems.Enough;
    }
}
