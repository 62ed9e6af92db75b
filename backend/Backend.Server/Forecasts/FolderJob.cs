using LocalEnergyMarket.Backend.Forecasts.Intake;
using LocalEnergyMarket.Backend.Jobs;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>The job <c>forecast-folder</c>, of backends that have a folder configured: takes in what suppliers put there.</summary>
sealed class FolderJob(ForecastFolder folder, SupplierFormats formats, ForecastOptions options) : IJob
{
    public string Kind => "forecast-folder";

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellation)
    {
        IntakeResult? result;
        try
        {
            result = await folder.LookAsync(options.Folder, TimeSpan.FromSeconds(options.SettleSeconds), formats.InFolder, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JobException($"The folder for forecasts cannot be read: {e.Message}", e);
        }

        if (result is null)
        {
            return "Another backend is looking into the folder.";
        }

        foreach (var failed in result.Failed)
        {
            await run.LogAsync(JobLogLevel.Warning, $"{failed} It is tried again.", cancellation);
        }

        return $"{result.Taken} files taken, {result.Refused} refused, {result.Waiting} still being written, {result.Failed.Count} to be tried again.";
    }
}
