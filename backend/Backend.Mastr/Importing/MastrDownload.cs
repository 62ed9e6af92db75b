using System.ComponentModel.DataAnnotations;
using System.Globalization;
using LocalEnergyMarket.Backend.Jobs;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>The bulk export.</summary>
public sealed class MastrExportOptions
{
    /// <summary>Where the export is fetched from if a run is started with <c>download</c>; <c>{date}</c> becomes the day (UTC) as 20260131, <c>{release}</c> the register's release as 25.2. Empty: nothing is fetched.</summary>
    public string DownloadUrl { get; set; } = "";

    /// <summary>Folder for the fetched zip, some 3.5 GB.</summary>
    [Required]
    public string DownloadFolder { get; set; } = "mastr-download";

    /// <summary>Files of an export that are loaded side by side, each on a connection to the database of its own.</summary>
    [Range(1, 16)]
    public int Writers { get; set; } = 2;
}

/// <summary>
/// Fetches the bulk export: one plain request, never a second one beside it, no ranges and no retries, as the register's terms of use (PDF 2.2) want it. A zip that is
/// there already is not fetched again.
/// </summary>
public sealed class MastrDownload(MastrExportOptions options, HttpMessageInvoker http, TimeProvider time)
{
    /// <exception cref="JobException">No address is configured.</exception>
    public void Check()
    {
        if (options.DownloadUrl.Length == 0)
        {
            throw new JobException("There is no address to fetch the export from: set MastrExport:DownloadUrl, or give the path of a zip on the server.");
        }

        if (!Uri.TryCreate(options.DownloadUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new JobException($"MastrExport:DownloadUrl is '{options.DownloadUrl}', which is no address: write https://…/Gesamtdatenexport_{{date}}_{{release}}.zip.");
        }
    }

    /// <exception cref="JobException">It could not be fetched; the message says why.</exception>
    public async Task<(string Path, string Name)> RunAsync(IImportWatch watch, CancellationToken cancellation)
    {
        Check();
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var date = day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var name = $"Gesamtdatenexport_{date}_{Release(day)}.zip";
        var path = Path.Combine(Path.GetFullPath(options.DownloadFolder), name);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(options.DownloadFolder);
            var url = options.DownloadUrl.Replace("{date}", date, StringComparison.Ordinal).Replace("{release}", Release(day), StringComparison.Ordinal);
            await FetchAsync(new(url), path, watch, cancellation);
        }

        return (path, name);
    }

    /// <summary>Releases change on 1 April (.1) and 1 October (.2); the export of that day still has the release before (PDF 3.3).</summary>
    public static string Release(DateOnly day)
    {
        var (year, half) = day > new DateOnly(day.Year, 10, 1) ? (day.Year, 2) : day > new DateOnly(day.Year, 4, 1) ? (day.Year, 1) : (day.Year - 1, 2);
        return string.Create(CultureInfo.InvariantCulture, $"{year % 100:00}.{half}");
    }

    async Task FetchAsync(Uri url, string path, IImportWatch watch, CancellationToken cancellation)
    {
        var part = path + ".part";
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await http.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                throw new JobException($"{url} answered {(int)response.StatusCode}: on some days there is no export, and none is made between 2 and 4 at night; try again later, or give the path of a zip.");
            }

            var length = response.Content.Headers.ContentLength;
            var written = 0L;
            await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            await using (var content = await response.Content.ReadAsStreamAsync(cancellation))
            {
                var buffer = new byte[1 << 17];
                int read;
                while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
                {
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                    written += read;
                    await watch.ProgressAsync(written, length ?? written, "bytes: fetching the export", cancellation);
                }
            }

            if (length is { } promised && promised != written)
            {
                throw new JobException($"{url} broke off after {written} of {promised} bytes: start the import again.");
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new JobException($"{url} could not be fetched ({e.Message.TrimEnd('.')}): start the import again later.", e);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
