using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Backend.Market.Settlement;

/// <summary>The slot energy of one meter, with the register values at the timeslot's edges that it is the difference of.</summary>
/// <param name="Import">Drawn, Wh.</param>
/// <param name="Export">Fed in, Wh.</param>
/// <param name="Quality">lem.v1.Quality as its number.</param>
public sealed record MeterEnergy(
    string CustomerId,
    string UnitNumber,
    string MeterSerial,
    WattHours Import,
    WattHours Export,
    WattHours ImportStart,
    WattHours ImportEnd,
    WattHours ExportStart,
    WattHours ExportEnd,
    int Quality)
{
    /// <summary>lem.v1.Quality from the best to the worst: good, derived, interpolated, stale, clock unsure, counter back, missing, unspecified.</summary>
    static readonly int[] FromBestToWorst = [1, 2, 7, 3, 5, 4, 6, 0];

    /// <summary>One entry for each customer, in ordinal order: the sums over its meters with the worst of their qualities.</summary>
    public static IReadOnlyList<CustomerEnergy> ByCustomer(IEnumerable<MeterEnergy> meters) =>
    [
        .. meters.GroupBy(meter => meter.CustomerId, StringComparer.Ordinal).OrderBy(customer => customer.Key, StringComparer.Ordinal).Select(customer => new CustomerEnergy(
            customer.Key,
            customer.Aggregate(WattHours.Zero, (sum, meter) => sum + meter.Export),
            customer.Aggregate(WattHours.Zero, (sum, meter) => sum + meter.Import),
            FromBestToWorst[customer.Max(meter => Rank(meter.Quality))])),
    ];

    static int Rank(int quality) => Array.IndexOf(FromBestToWorst, quality) is var rank && rank >= 0 ? rank : FromBestToWorst.Length - 1;
}
