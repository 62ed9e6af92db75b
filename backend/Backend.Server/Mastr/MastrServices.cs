using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Mastr.Importing;
using LocalEnergyMarket.Backend.Mastr.Queries;
using LocalEnergyMarket.Backend.Mastr.Units;

namespace LocalEnergyMarket.Backend.Server.Mastr;

/// <summary>The copy of the Marktstammdatenregister.</summary>
static class MastrServices
{
    public static void AddMastr(this IServiceCollection services, MastrExportOptions options)
    {
        services.AddSingleton<UnitRegister>().AddSingleton<MastrRegister>().AddSingleton<MastrStates>();
        services.AddSingleton(options).AddSingleton(new MastrImportOptions(options.Writers)).AddSingleton<MastrImporter>();
        services.AddSingleton(provider => new MastrDownload(
            options, new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) }) { Timeout = Timeout.InfiniteTimeSpan }, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IJob, MastrImportJob>().AddSingleton<MastrUpload>();
    }
}
