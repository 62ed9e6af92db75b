namespace LocalEnergyMarket.Backend.Registry.Boxes;

/// <summary>A meter on a box and the unit it measures.</summary>
/// <param name="Since">From when it counts: it took another meter's place then, or was linked from then on; null if no timeslot is ruled out.</param>
public sealed record MeterLink(string MeterSerial, int MeterIndex, string UnitNumber, DateTimeOffset? Since = null);

/// <summary>A meter that was exchanged for another.</summary>
/// <param name="Since">When it had taken another's place itself.</param>
/// <param name="Until">When it was taken out.</param>
/// <param name="FinalValues">What it showed then.</param>
public sealed record FormerMeter(
    Guid ExchangeId, string MeterSerial, int MeterIndex, string UnitNumber, DateTimeOffset? Since, DateTimeOffset Until, IReadOnlyList<RegisterShown> FinalValues);

/// <summary>A box as its events have it.</summary>
/// <param name="PublicKey">65 bytes 0x04 || x || y.</param>
/// <param name="RevocationReason">Empty if it is not revoked.</param>
/// <param name="FormerMeters">Null or those that were exchanged, the first first.</param>
/// <param name="FormerKeys">Null or the keys of TPMs that were exchanged: what they signed stays signed.</param>
/// <param name="ReplacedAt">When the device or the TPM was last exchanged.</param>
public sealed record Box(
    Guid Id, string Label, byte[] PublicKey, string ChainAccount, DateTimeOffset EnrolledAt, bool Revoked, IReadOnlyList<MeterLink> Links,
    string RevocationReason = "", IReadOnlyList<FormerMeter>? FormerMeters = null, IReadOnlyList<byte[]>? FormerKeys = null, DateTimeOffset? ReplacedAt = null)
{
    public Box With(MeterLinked linked) => this with
    {
        Links = [.. LinksBut(linked.MeterSerial, linked.MeterIndex), new(linked.MeterSerial, linked.MeterIndex, linked.UnitNumber, linked.Since)],
    };

    public Box Without(MeterUnlinked unlinked) => this with { Links = [.. Links.Where(link => link.MeterSerial != unlinked.MeterSerial)] };

    public Box With(MeterReplaced replaced)
    {
        var old = Links.FirstOrDefault(link => link.MeterSerial == replaced.OldSerial);
        return this with
        {
            Links =
            [
                .. LinksBut(replaced.NewSerial, replaced.MeterIndex).Where(link => link != old),
                new(replaced.NewSerial, replaced.MeterIndex, replaced.UnitNumber, replaced.TakenOutAt),
            ],
            FormerMeters =
            [
                .. FormerMeters ?? [],
                new(replaced.ExchangeId, replaced.OldSerial, replaced.MeterIndex, replaced.UnitNumber, old?.Since, replaced.TakenOutAt, replaced.FinalValues),
            ],
        };
    }

    /// <summary>The device or the TPM was exchanged: all stays but the label and the key.</summary>
    public Box With(BoxReplaced replaced, DateTimeOffset at) => this with
    {
        Label = replaced.Label,
        PublicKey = replaced.PublicKey,
        FormerKeys = PublicKey.AsSpan().SequenceEqual(replaced.PublicKey) ? FormerKeys : [.. FormerKeys ?? [], PublicKey],
        ReplacedAt = at,
    };

    /// <summary>The meters that count in a time: those linked now, and those that were exchanged in it or later.</summary>
    public IEnumerable<MeterLink> LinksIn(DateTimeOffset start, DateTimeOffset end) => Links.Where(link => !(link.Since >= end)).Concat(
        (FormerMeters ?? []).Where(former => former.Until > start && !(former.Since >= end)).Select(former => new MeterLink(former.MeterSerial, former.MeterIndex, former.UnitNumber)));

    IEnumerable<MeterLink> LinksBut(string serial, int index) => Links.Where(link => link.MeterSerial != serial && link.MeterIndex != index);
}
