using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Backend.Forecasts.Accuracy;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Backend.Forecasts.Importing;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Forecasts;

/// <summary>Forecasts as they travel.</summary>
static class ForecastWire
{
    public static ImportForecastResponse ToWire(this ImportedFile file) => new()
    {
        Values = file.Slots,
        UnitNumbers = { file.UnitNumbers },
        AlreadyImported = file.Set.WasThere,
        BelievedAt = file.Set.BelievedAt.ToTimestamp(),
        Supplier = file.Source,
        FirstTimeslot = file.First.StartUnixSeconds,
        LastTimeslot = file.Last.StartUnixSeconds,
        Missing = file.Missing,
    };

    /// <summary>Production and consumption of one timeslot; they may come from two beliefs: the newer one names the source.</summary>
    public static ForecastValue ToValue(this IReadOnlyCollection<Backend.Forecasts.Beliefs.Belief> slot)
    {
        var newest = slot.MaxBy(belief => belief.BelievedAt)!;
        var production = slot.FirstOrDefault(belief => belief.Direction == Direction.Production);
        var consumption = slot.FirstOrDefault(belief => belief.Direction == Direction.Consumption);
        return new()
        {
            Timeslot = newest.Timeslot.StartUnixSeconds,
            ProductionWh = production?.Energy.Value ?? 0,
            ConsumptionWh = consumption?.Energy.Value ?? 0,
            BelievedAt = newest.BelievedAt.ToTimestamp(),
            Source = newest.Origin,
            ProductionQuantiles = { Quantiles(production) },
            ConsumptionQuantiles = { Quantiles(consumption) },
        };
    }

    public static Protos.V1.Belief ToWire(this Backend.Forecasts.Beliefs.Belief belief) => new()
    {
        Direction = belief.Direction.ToWire(),
        EnergyWh = belief.Energy.Value,
        Quantiles = { Quantiles(belief) },
        BelievedAt = belief.BelievedAt.ToTimestamp(),
        Source = belief.Source,
        Document = belief.Document ?? "",
        Kind = (BeliefKind)belief.Kind,
        Unsure = belief.Status != ValueStatus.Plain,
    };

    public static ForecastComparison ToWire(this ComparedSlot slot) => new()
    {
        Timeslot = slot.Timeslot.StartUnixSeconds,
        Direction = slot.Direction.ToWire(),
        Forecast = slot.Belief?.ToWire(),
        MeasuredWh = slot.Measured is { Quality: not MeasuredQuality.Missing } measured ? measured.Energy.Value : 0,
        Measured = slot.Measured?.Quality switch
        {
            MeasuredQuality.True => MeasuredState.True,
            MeasuredQuality.Substitute => MeasuredState.Substitute,
            _ => MeasuredState.Missing,
        },
    };

    public static Protos.V1.Accuracy ToWire(this ForecastAccuracy accuracy, Watts installed)
    {
        var wire = new Protos.V1.Accuracy
        {
            Source = accuracy.Source,
            Direction = accuracy.Direction.ToWire(),
            Begin = accuracy.Begin.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            Slots = accuracy.Slots,
            NotForecast = accuracy.NotForecast,
            NotMeasured = accuracy.NotMeasured,
            Substitutes = accuracy.Substitutes,
            ForecastWh = accuracy.Forecast.Value,
            MeasuredWh = accuracy.Measured.Value,
            AbsoluteErrorWh = accuracy.AbsoluteError.Value,
        };
        Set(accuracy.NormalizedMeanAbsoluteError(installed), value => wire.NmaePpm = value);
        Set(accuracy.NormalizedRootMeanSquareError(installed), value => wire.NrmsePpm = value);
        Set(accuracy.NormalizedBias(installed), value => wire.BiasPpm = value);
        Set(accuracy.RelativeError, value => wire.RelativeErrorPpm = value);
        Set(accuracy.Skill, value => wire.SkillPpm = value);
        return wire;
    }

    static EnergyDirection ToWire(this Direction direction) => direction == Direction.Production ? EnergyDirection.Production : EnergyDirection.Consumption;

    static IEnumerable<ForecastQuantile> Quantiles(Backend.Forecasts.Beliefs.Belief? belief) =>
        (belief?.Quantiles ?? []).Select(quantile => new ForecastQuantile { PerMille = quantile.PerMille, EnergyWh = quantile.Energy.Value });

    static void Set(long? value, Action<long> set)
    {
        if (value is { } known)
        {
            set(known);
        }
    }
}
