namespace LocalEnergyMarket.Backend.Registry.Boxes;

/// <summary>A meter on a box and the unit it measures.</summary>
public sealed record MeterLink(string MeterSerial, int MeterIndex, string UnitNumber);

/// <summary>A box as its events have it.</summary>
/// <param name="PublicKey">65 bytes 0x04 || x || y.</param>
/// <param name="RevocationReason">Empty if it is not revoked.</param>
public sealed record Box(
    Guid Id, string Label, byte[] PublicKey, string ChainAccount, DateTimeOffset EnrolledAt, bool Revoked, IReadOnlyList<MeterLink> Links,
    string RevocationReason = "")
{
    public Box With(MeterLinked linked) => this with
    {
        Links =
        [
            .. Links.Where(link => link.MeterSerial != linked.MeterSerial && link.MeterIndex != linked.MeterIndex),
            new(linked.MeterSerial, linked.MeterIndex, linked.UnitNumber),
        ],
    };

    public Box Without(MeterUnlinked unlinked) => this with { Links = [.. Links.Where(link => link.MeterSerial != unlinked.MeterSerial)] };
}
