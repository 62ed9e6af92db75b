using LocalEnergyMarket.Backend.Forecasts.Accuracy;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Capping;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Backend.Forecasts.Intake;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Server.Forecasts.Own;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>Puts the forecasts together.</summary>
static class ForecastServices
{
    /// <exception cref="InvalidDataException">A key of the suppliers is not right.</exception>
    public static void AddForecasts(this IServiceCollection services, ForecastOptions options)
    {
        services.AddSingleton<BeliefStore>().AddSingleton<ForecastImport>().AddSingleton<IUnitPowers, UnitPowers>();
        services.AddOwnForecasts(options.Own, options.Weather);
        services.AddSingleton<IMeasuredEnergies, MeasuredUnitEnergies>().AddSingleton<AccuracyReport>();
        services.AddSingleton(new SupplierFormats(options.Suppliers)).AddSingleton(options);
        if (options.Folder.Length > 0)
        {
            services.AddSingleton<ForecastFolder>().AddSingleton<IJob, FolderJob>();
        }

        services.AddSingleton(new CapRule(options.Cap.MarginPercent, options.Cap.QuantilePerMille, options.Cap.Precedence.Count == 0 ? null : [.. options.Cap.Precedence]));
    }
}
