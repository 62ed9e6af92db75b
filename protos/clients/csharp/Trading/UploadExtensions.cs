using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Client.Trading;

/// <summary>Files that are sent in chunks. They are taken whole or refused whole: after a failure the same file is sent again.</summary>
public static class UploadExtensions
{
    const int ChunkBytes = 64 * 1024;

    /// <summary>Sends a MaStR export.</summary>
    /// <param name="content">The zip, read from where it stands to its end.</param>
    /// <exception cref="InvalidRequestException">It is not such an export; the message names the file in it and the place.</exception>
    public static Task<ImportMastrResponse> ImportMastrAsync(
        this RegistryService.RegistryServiceClient registry, Stream content, string fileName, CancellationToken cancellation = default) =>
        UploadAsync(registry.ImportMastr(cancellationToken: cancellation), content, fileName, cancellation);

    /// <summary>Sends a MaStR export from a file.</summary>
    /// <inheritdoc cref="ImportMastrAsync(RegistryService.RegistryServiceClient, Stream, string, CancellationToken)" path="/exception"/>
    public static Task<ImportMastrResponse> ImportMastrAsync(
        this RegistryService.RegistryServiceClient registry, FileInfo file, CancellationToken cancellation = default) =>
        FileAsync(file, (content, name) => registry.ImportMastrAsync(content, name, cancellation));

    /// <summary>Sends a forecast.</summary>
    /// <param name="content">The CSV, read from where it stands to its end.</param>
    /// <exception cref="InvalidRequestException">Lines are wrong; the message names them.</exception>
    public static Task<ImportForecastResponse> ImportForecastAsync(
        this ForecastService.ForecastServiceClient forecasts, Stream content, string fileName, CancellationToken cancellation = default) =>
        UploadAsync(forecasts.ImportForecast(cancellationToken: cancellation), content, fileName, cancellation);

    /// <summary>Sends a forecast from a file.</summary>
    /// <inheritdoc cref="ImportForecastAsync(ForecastService.ForecastServiceClient, Stream, string, CancellationToken)" path="/exception"/>
    public static Task<ImportForecastResponse> ImportForecastAsync(
        this ForecastService.ForecastServiceClient forecasts, FileInfo file, CancellationToken cancellation = default) =>
        FileAsync(file, (content, name) => forecasts.ImportForecastAsync(content, name, cancellation));

    /// <summary>Sends a software package for boxes from a file.</summary>
    /// <exception cref="InvalidRequestException">It is no package.</exception>
    public static Task<UploadPackageResponse> UploadPackageAsync(
        this FleetService.FleetServiceClient fleet, FileInfo file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        return FileAsync(file, (content, name) => UploadAsync(fleet.UploadPackage(cancellationToken: cancellation), content, name, cancellation));
    }

    static async Task<T> FileAsync<T>(FileInfo file, Func<Stream, string, Task<T>> send)
    {
        ArgumentNullException.ThrowIfNull(file);
        await using var content = file.OpenRead();
        return await send(content, file.Name);
    }

    static async Task<T> UploadAsync<T>(AsyncClientStreamingCall<FileChunk, T> call, Stream content, string fileName, CancellationToken cancellation)
    {
        using (call)
        {
            var name = fileName;
            var buffer = new byte[ChunkBytes];
            int length;
            do
            {
                length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
                if (!await WriteAsync(call, new() { FileName = name, Data = ByteString.CopyFrom(buffer, 0, length) }, cancellation))
                {
                    return await call.ResponseAsync;
                }

                name = "";
            }
            while (length == buffer.Length);

            await call.RequestStream.CompleteAsync();
            return await call.ResponseAsync;
        }
    }

    /// <returns>False if the backend has answered already: what it says is in the response.</returns>
    static async Task<bool> WriteAsync<T>(AsyncClientStreamingCall<FileChunk, T> call, FileChunk chunk, CancellationToken cancellation)
    {
        try
        {
            await call.RequestStream.WriteAsync(chunk, cancellation);
            return true;
        }
        catch (Exception e) when (e is LemException or InvalidOperationException)
        {
            return false;
        }
    }
}
