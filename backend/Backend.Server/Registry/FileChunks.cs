using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Registry;

/// <summary>A file that arrives in chunks, kept in a temporary file until it is whole.</summary>
sealed class FileChunks : IAsyncDisposable
{
    const long MostBytes = 8L << 30;

    readonly FileStream _file = new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

    /// <summary>As the sender calls it; never used as a path.</summary>
    public string Name { get; private set; } = "";

    /// <summary>By whose settings it is to be read; empty: not said.</summary>
    public string Supplier { get; private set; } = "";

    public Stream Content => _file;

    public static async Task<FileChunks> ReceiveAsync(IAsyncStreamReader<FileChunk> chunks, CancellationToken cancellation, long mostBytes = MostBytes)
    {
        var received = new FileChunks();
        try
        {
            while (await chunks.MoveNext(cancellation))
            {
                received.Name = received.Name.Length == 0 ? chunks.Current.FileName : received.Name;
                received.Supplier = received.Supplier.Length == 0 ? chunks.Current.Supplier : received.Supplier;
                await received._file.WriteAsync(chunks.Current.Data.Memory, cancellation);
                if (received._file.Length > mostBytes)
                {
                    throw Refusal.Invalid(Reason.FileTooLarge, $"The file is larger than {mostBytes >> 20} MiB.");
                }
            }

            received._file.Position = 0;
            return received;
        }
        catch
        {
            await received.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
