using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Mastr.Units;

namespace LocalEnergyMarket.Backend.Server.Forecasts.Own;

/// <summary>Puts own forecasts together.</summary>
static class OwnForecastServices
{
    /// <exception cref="InvalidDataException">A key is not right, or a file that one names is not there.</exception>
    public static void AddOwnForecasts(this IServiceCollection services, OwnForecastOptions options, WeatherOptions weather)
    {
        var files = new SupplierFiles(options);
        files.CheckPaths();
        services.AddSingleton(options).AddSingleton(weather).AddSingleton(files).AddSingleton(new WeatherFetch(weather)).AddSingleton<WeatherShelf>();
        services.AddSingleton<StoragePlants>().AddSingleton<Households>().AddSingleton<UnitLoader>().AddSingleton<UnitPast>();
        services.AddSingleton<IJob, ForecastUpdateJob>();
    }
}
