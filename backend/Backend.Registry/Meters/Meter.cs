namespace LocalEnergyMarket.Backend.Registry.Meters;

/// <summary>The time in which a box read a meter that measured a unit.</summary>
/// <param name="Until">The first instant at which it did not; null: it does.</param>
/// <param name="LinkedBy">Null if the register did not know then; as <paramref name="EndedBy"/>.</param>
public sealed record LinkSpan(Guid BoxId, int MeterIndex, string UnitNumber, DateTimeOffset From, DateTimeOffset? Until, Actor? LinkedBy, Actor? EndedBy = null)
{
    public bool Holds(DateTimeOffset at) => From <= at && !(Until <= at);
}

/// <summary>A meter as its events have it.</summary>
/// <param name="Links">The first first; no two of them overlap.</param>
/// <param name="RetiredAt">Null: it is in use.</param>
public sealed record Meter(
    Guid Id, string Serial, string Type, IReadOnlyList<RegisterFormat> Registers, DateTimeOffset? InstalledAt, IReadOnlyList<LinkSpan> Links,
    DateTimeOffset? RetiredAt = null, string RetirementReason = "")
{
    public static Meter Empty(Guid id, string serial) => new(id, serial, "", [], null, []);

    /// <summary>The link that holds; null if there is none.</summary>
    public LinkSpan? Link() => Links is [.., { Until: null } last] ? last : null;

    /// <summary>The link that held at an instant; null if there was none.</summary>
    public LinkSpan? LinkAt(DateTimeOffset at) => Links.FirstOrDefault(link => link.Holds(at));

    public Meter With(MeterEntered entered) => this with { Type = entered.Type, Registers = entered.Registers, InstalledAt = entered.InstalledAt };

    public Meter With(MeterLinkBegan began) => this with
    {
        Links = [.. Links, new(began.BoxId, began.MeterIndex, began.UnitNumber, began.From, null, began.By)],
    };

    public Meter With(MeterLinkEnded ended) => this with { Links = [.. Links.SkipLast(1), Links[^1] with { Until = ended.Until, EndedBy = ended.By }] };

    public Meter With(MeterRetired retired) => this with { RetiredAt = retired.At, RetirementReason = retired.Reason };
}
