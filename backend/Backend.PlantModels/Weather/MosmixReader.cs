using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Xml;

namespace LocalEnergyMarket.Backend.PlantModels.Weather;

/// <summary>
/// Reads forecasts of the German Weather Service: MOSMIX in KML, or KMZ, which is a zip with one KML. Read station by station, so that
/// a file of all stations needs no more memory than one of a single station.
/// </summary>
public static class MosmixReader
{
    const string Dwd = "https://opendata.dwd.de/weather/lib/pointforecast_dwd_extension_V1_0.xsd";
    const string Kml = "http://www.opengis.net/kml/2.2";

    static readonly XmlReaderSettings Settings = new()
    {
        Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, IgnoreWhitespace = true,
    };

    /// <param name="file">Can be positioned if it is KMZ.</param>
    /// <param name="limits">What is too much.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="PlantModelException">The file is not MOSMIX, is damaged, or holds more than the limits allow.</exception>
    public static async IAsyncEnumerable<WeatherForecast> ReadAsync(
        Stream file, MosmixLimits limits, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var kml = await OpenAsync(file, limits, cancellation);
        using var xml = XmlReader.Create(kml, Settings);
        var product = new MosmixProduct(limits);
        var stations = 0;
        while (await Guard(() => NextAsync(xml, product, cancellation)))
        {
            if (++stations > limits.Stations)
            {
                throw new PlantModelException($"The weather file has more than {limits.Stations} stations.");
            }

            yield return await Guard(() => MosmixPlacemark.ReadAsync(xml, product, cancellation));
        }

        if (stations == 0)
        {
            throw new PlantModelException("The weather file has no station (no kml:Placemark): is it MOSMIX?");
        }
    }

    /// <summary>Reads up to the next station; what stands before the first is the product's.</summary>
    static async Task<bool> NextAsync(XmlReader xml, MosmixProduct product, CancellationToken cancellation)
    {
        while (!xml.EOF)
        {
            cancellation.ThrowIfCancellationRequested();
            if (xml.NodeType == XmlNodeType.Element && xml is { LocalName: "Placemark", NamespaceURI: Kml })
            {
                return true;
            }

            if (xml.NodeType == XmlNodeType.Element && xml is { LocalName: "IssueTime" or "TimeStep", NamespaceURI: Dwd })
            {
                // Reading the text moves on to the next node by itself.
                var name = xml.LocalName;
                product.Add(name, await xml.ReadElementContentAsStringAsync());
            }
            else
            {
                await xml.ReadAsync();
            }
        }

        return false;
    }

    static async Task<Stream> OpenAsync(Stream file, MosmixLimits limits, CancellationToken cancellation)
    {
        var start = new byte[2];
        var read = await file.ReadAtLeastAsync(start, 2, throwOnEndOfStream: false, cancellation);
        file.Seek(-read, SeekOrigin.Current);
        if (!start.AsSpan(0, read).SequenceEqual("PK"u8))
        {
            return new LimitedStream(file, limits.Bytes);
        }

        try
        {
            var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellation);
            var entry = zip.Entries.FirstOrDefault(entry => entry.FullName.EndsWith(".kml", StringComparison.OrdinalIgnoreCase))
                ?? throw new PlantModelException("The weather file is a zip without a file *.kml.");
            return new LimitedStream(await entry.OpenAsync(cancellation), limits.Bytes);
        }
        catch (InvalidDataException e)
        {
            throw new PlantModelException("The weather file is a damaged zip: fetch it again.", e);
        }
    }

    static async Task<T> Guard<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (XmlException e)
        {
            throw new PlantModelException(string.Create(CultureInfo.InvariantCulture, $"The weather file is not the XML it should be, at line {e.LineNumber}: fetch it again."), e);
        }
        catch (InvalidDataException e)
        {
            throw new PlantModelException("The weather file is a damaged zip: fetch it again.", e);
        }
    }
}
