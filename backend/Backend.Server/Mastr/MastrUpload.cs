using Grpc.Core;
using LocalEnergyMarket.Backend.Jobs.Files;
using LocalEnergyMarket.Backend.Mastr.Importing;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Mastr;

/// <summary>
/// Takes an export that is sent, and imports it while the caller waits: in this process, because another backend may not see the file. What was
/// loaded when the caller goes away is not loaded again when the same file is sent again.
/// </summary>
sealed class MastrUpload(JobFiles files, MastrImporter importer)
{
    const long MostBytes = 8L << 30;

    public async Task<ImportMastrResponse> ImportAsync(IAsyncStreamReader<FileChunk> chunks, CancellationToken cancellation)
    {
        var (file, name) = await ReceiveAsync(chunks, cancellation);
        try
        {
            var report = await importer.RunAsync(files.PathOf(file), name, null, new Nobody(), cancellation);
            return new() { Units = report.Units, MarketActors = report.MarketActors, Warnings = { report.Warnings } };
        }
        finally
        {
            files.Delete(file);
        }
    }

    async Task<(Guid File, string Name)> ReceiveAsync(IAsyncStreamReader<FileChunk> chunks, CancellationToken cancellation)
    {
        await using var upload = files.Create();
        var name = "";
        while (await chunks.MoveNext(cancellation))
        {
            name = name.Length == 0 ? chunks.Current.FileName : name;
            await upload.WriteAsync(chunks.Current.Data.Memory, cancellation);
            if (upload.Length > MostBytes)
            {
                throw Refusal.Invalid(Reason.FileTooLarge, $"The file is larger than {MostBytes >> 20} MiB.");
            }
        }

        await upload.CompleteAsync(cancellation);
        return (upload.Id, name);
    }

    sealed class Nobody : IImportWatch
    {
        public Task ProgressAsync(long done, long total, string stage, CancellationToken cancellation) => Task.CompletedTask;
    }
}
