using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Control.Limits;

/// <summary>What happens with a plant when the box has been without a backend for too long.</summary>
public enum LinkLossPolicy
{
    /// <summary>A limit stays until its end.</summary>
    Hold,
    /// <summary>A limit ends.</summary>
    Release,
    /// <summary>The plant is kept at a fallback or below.</summary>
    Limit,
}

/// <summary>A plant as the rules see it. All W.</summary>
/// <param name="FloorW">Never limited below.</param>
/// <param name="LowestW">The lowest that its device can be set to.</param>
/// <param name="FallbackW">For <see cref="LinkLossPolicy.Limit"/>.</param>
/// <param name="LinkLossAfter">Real time without a stream.</param>
public sealed record PlantRule(
    uint MeterIndex, LimitKind Kind, long RatedW, long FloorW, long LowestW, LinkLossPolicy OnLinkLoss, long FallbackW, TimeSpan LinkLossAfter)
{
    /// <summary>§ 14a EnWG, BNetzA BK6-22-300: what every controllable device keeps.</summary>
    public const long LeastConsumptionW = 4200;

    /// <summary>More is a mistake in a unit.</summary>
    public const long MostW = 1_000_000_000;

    /// <summary>What no limit goes below, whatever the configuration says.</summary>
    public long Floor => Kind == LimitKind.Consumption ? Math.Max(FloorW, LeastConsumptionW) : Math.Max(FloorW, 0);

    public static PlantRule Of(PlantOptions options, TimeSpan linkLossAfter)
    {
        ArgumentNullException.ThrowIfNull(options);
        var kind = options.Kind == "consumption" ? LimitKind.Consumption : LimitKind.Generation;
        return new(
            (uint)options.MeterIndex,
            kind,
            options.RatedW,
            options.FloorW ?? (kind == LimitKind.Consumption ? LeastConsumptionW : 0),
            options.Relays.Count > 0 ? options.Relays.Min(step => step.LimitW) : 0,
            Enum.Parse<LinkLossPolicy>(options.OnLinkLoss, ignoreCase: true),
            options.FallbackW ?? options.RatedW,
            linkLossAfter);
    }
}
