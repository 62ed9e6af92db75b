using System.Globalization;
using LocalEnergyMarket.Backend.Forecasts.Beliefs;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Forecasts.Capping;

/// <summary>
/// The most that a forecast lets somebody trade in a timeslot. <see cref="Of"/> is the one place that says which forecast counts, as of
/// when, and with what margin.
/// </summary>
/// <param name="Energy">Wh in the timeslot; zero where there is no forecast.</param>
/// <param name="Beliefs">What it rests on, a belief a unit; empty if there is no forecast.</param>
/// <param name="Reason">How it came about, for people: <c>1250 Wh = 1136 Wh from day-ahead.csv, as of 2026-06-21T06:00:00Z, + 10 % margin</c>.</param>
public sealed record ForecastCap(WattHours Energy, IReadOnlyList<Belief> Beliefs, string Reason)
{
    const int MostExplained = 3;

    /// <param name="beliefs">What is believed of the timeslot and direction, a list a unit, the newest first.</param>
    /// <param name="rule">How the cap is made.</param>
    /// <param name="now">As of when; what is believed only from the timeslot's start on never counts.</param>
    public static ForecastCap Of(IReadOnlyCollection<SlotBeliefs> beliefs, CapRule rule, DateTimeOffset now)
    {
        var parts = beliefs.Select(unit => PartOf(unit, rule, now)).OfType<Part>().ToArray();
        if (parts.Length == 0)
        {
            return new(WattHours.Zero, [], "there is no forecast");
        }

        var energy = parts.Aggregate(WattHours.Zero, (sum, part) => sum + part.Energy);
        return new(energy, [.. parts.Select(part => part.Belief)], Explain(parts, energy, rule));
    }

    static Part? PartOf(SlotBeliefs unit, CapRule rule, DateTimeOffset now)
    {
        var asOf = now < unit.Timeslot.Start ? now : unit.Timeslot.Start;
        if (BeliefChoice.AsOf(unit.NewestFirst, asOf, rule.Kinds) is not { } belief)
        {
            return null;
        }

        var stated = belief.Energy;
        var quantile = 0;
        foreach (var known in belief.Quantiles.Where(known => known.PerMille == rule.QuantilePerMille))
        {
            (stated, quantile) = (known.Energy, known.PerMille);
        }

        return new(belief, stated, quantile, WithMargin(stated, rule.MarginPercent));
    }

    // Half a watt-hour and more is one.
    static WattHours WithMargin(WattHours stated, int percent) => new((long)((((Int128)stated.Value * (100 + percent)) + 50) / 100));

    static string Explain(Part[] parts, WattHours energy, CapRule rule)
    {
        var margin = rule.MarginPercent == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {(rule.MarginPercent < 0 ? '-' : '+')} {Math.Abs(rule.MarginPercent)} % margin");
        if (parts.Length == 1)
        {
            var sum = margin.Length > 0 || rule.QuantilePerMille > 0 ? $"{energy} = {parts[0].Stated} " : "";
            return $"{sum}{parts[0].From(rule)}{margin}";
        }

        var shown = string.Join(" + ", parts.Take(MostExplained).Select(part => $"{part.Stated} of {part.Belief.UnitNumber} {part.From(rule)}"));
        var more = parts.Length > MostExplained ? $" + {parts.Skip(MostExplained).Aggregate(WattHours.Zero, (sum, part) => sum + part.Stated)} of {parts.Length - MostExplained} more units" : "";
        return $"{energy} = {shown}{more}{margin}";
    }

    sealed record Part(Belief Belief, WattHours Stated, int KnownPerMille, WattHours Energy)
    {
        public string From(CapRule rule)
        {
            var which = rule.QuantilePerMille == 0 ? "" : KnownPerMille > 0 ? $"{Quantile.Name(KnownPerMille)} " : $"expected (no {Quantile.Name(rule.QuantilePerMille)}) ";
            return string.Create(CultureInfo.InvariantCulture, $"{which}from {Belief.Origin}, as of {Belief.BelievedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }
    }
}
