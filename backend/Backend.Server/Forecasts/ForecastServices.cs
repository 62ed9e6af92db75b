using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Capping;
using LocalEnergyMarket.Backend.Forecasts.Importing;
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
        services.AddSingleton(new SupplierFormats(options.Suppliers));
        services.AddSingleton(new CapRule(options.Cap.MarginPercent, options.Cap.QuantilePerMille, options.Cap.Precedence.Count == 0 ? null : [.. options.Cap.Precedence]));
    }
}
