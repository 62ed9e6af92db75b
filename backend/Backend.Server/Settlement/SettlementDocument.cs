using LocalEnergyMarket.Backend.Market.Settlement;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Server.Settlement;

/// <summary>A version of a timeslot's settlement as it was made. Inserted, never changed: a later version is another document.</summary>
/// <param name="Basis">What it was made from: each meter's version of its slot energy. Another basis makes another version.</param>
public sealed record SettlementDocument(Guid Id, string BalancingGroup, SettlementStatement Statement, IReadOnlyDictionary<string, int> Basis)
{
    public static Guid IdOf(string balancingGroup, Timeslot timeslot, int version) =>
        StreamKey.For("settlement", balancingGroup, timeslot.ToString(), version.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
