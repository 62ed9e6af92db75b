using LocalEnergyMarket.Backend.Forecasts.Importing.Csv;
using LocalEnergyMarket.Backend.Forecasts.Importing.Mscons;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Importing;

/// <summary>Reads a file of forecasts or load profiles, CSV or MSCONS, and checks all of it.</summary>
public static class ForecastFile
{
    /// <summary>The largest MSCONS file, which is read as one text; CSV is read line by line.</summary>
    const long LargestMscons = 256L << 20;

    /// <param name="content">The file; it must be seekable.</param>
    /// <param name="document">What messages call it.</param>
    /// <param name="powers">The power of units that the register knows.</param>
    /// <exception cref="ForecastException">Something is wrong; nothing may be taken.</exception>
    public static async Task<FileValues> ReadAsync(
        Stream content, string document, SupplierFormat format, IReadOnlyDictionary<string, Watts> powers, CancellationToken cancellation) =>
        await ReadAsync(content, await FileText.ExamineAsync(content, cancellation), document, format, powers, cancellation);

    internal static async Task<FileValues> ReadAsync(
        Stream content, FileText text, string document, SupplierFormat format, IReadOnlyDictionary<string, Watts> powers, CancellationToken cancellation)
    {
        using var reader = text.Read(content);
        var start = new char[4];
        var letters = await reader.ReadBlockAsync(start, cancellation);
        if (!MsconsForecast.Is(new(start, 0, letters)))
        {
            return await new CsvForecast(document, format, powers).ReadAsync(content, text, cancellation);
        }

        if (content.Length > LargestMscons)
        {
            throw new ForecastException(document, [new(0, $"an MSCONS file may have at most {LargestMscons >> 20} MiB: send it in parts", $"eine MSCONS-Datei darf höchstens {LargestMscons >> 20} MiB haben: in Teilen senden")]);
        }

        return MsconsForecast.Read(new string(start, 0, letters) + await reader.ReadToEndAsync(cancellation), document, format, powers);
    }
}
