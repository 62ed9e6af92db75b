using CsvHelper;

namespace LocalEnergyMarket.Backend.Forecasts.Importing.Csv;

/// <summary>A CSV file's records, with syntax errors told as problems.</summary>
sealed class CsvSource(Stream content, FileText text, string document, Problems problems)
{
    /// <summary>The first line that is not blank, and which it is.</summary>
    public async Task<(string Text, int Line)> HeaderAsync(CancellationToken cancellation)
    {
        using var reader = text.Read(content);
        for (var line = 1; ; line++)
        {
            if (await reader.ReadLineAsync(cancellation) is not { } header)
            {
                problems.Fail(document, 0, "the file is empty", "die Datei ist leer");
            }
            else if (!string.IsNullOrWhiteSpace(header))
            {
                return (header, line);
            }
        }
    }

    /// <param name="header">Decides the separator: a semicolon if it has one, else a tab, else a comma.</param>
    /// <param name="each">Takes each record after the header; false ends the reading.</param>
    /// <exception cref="ForecastException">The file is no CSV, or something else is wrong already.</exception>
    public async Task ReadAsync(string header, Action<IReadOnlyList<string>> headers, Func<CsvReader, bool> each, CancellationToken cancellation)
    {
        using var reader = text.Read(content);
        await using var csv = CsvReader.Create(
            reader,
            new()
            {
                Separator = header.Contains(';', StringComparison.Ordinal) ? ';' : header.Contains('\t', StringComparison.Ordinal) ? '\t' : ',',
                HasHeader = true,
                TrackLineNumbers = true,
                TrimWhitespace = true,
                TrimInsideQuotes = true,
                AllowLineBreaksInQuotes = false,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
                MissingField = CsvMissingFieldHandling.ReturnEmpty,
                MaxRecordSize = 1 << 20,
            },
            leaveOpen: true);
        try
        {
            await csv.ReadHeaderAsync(cancellation);
            headers(csv.Headers);
            while (await csv.ReadAsync(cancellation) && each(csv))
            {
            }
        }
        catch (CsvFormatException e)
        {
            problems.Fail(
                document, Math.Max(1, e.LineNumber), $"this is no CSV: {e.Message.TrimEnd('.')}; check the quotation marks", $"das ist kein CSV: {e.Message.TrimEnd('.')}; Anführungszeichen prüfen");
        }
    }
}
