namespace LocalEnergyMarket.Backend.Registry.Meters;

/// <summary>What may happen to a meter: from its state and what is wanted, the events that follow, or a refusal.</summary>
public static class MeterRules
{
    public const int LongestSerial = 64;
    public const int LongestReason = 200;

    /// <summary>What is known of the meter is entered or changed.</summary>
    public static IReadOnlyList<object> Enter(Meter? meter, MeterEntered entered)
    {
        CheckSerial(entered.Serial);
        CheckInUse(meter);
        if (entered.Registers.DistinctBy(format => format.Register).Count() < entered.Registers.Count)
        {
            throw new RegistryException(RegistryError.MeterInvalid, entered.Serial, $"The meter {entered.Serial} has a register twice: give each once.");
        }

        return meter is not null && meter.Type == entered.Type && meter.InstalledAt == entered.InstalledAt && meter.Registers.SequenceEqual(entered.Registers) ? [] : [entered];
    }

    /// <summary>The meter is linked; the link that it has at the same box ends.</summary>
    /// <param name="meter">Null: the register does not know it yet.</param>
    /// <param name="link">What is wanted; <see cref="MeterLinkBegan.From"/> is its beginning.</param>
    /// <param name="now">Links begin in the past or now.</param>
    public static IReadOnlyList<object> Link(Meter? meter, MeterLinkBegan link, DateTimeOffset now)
    {
        CheckSerial(link.Serial);
        CheckInUse(meter);
        if (link.From > now)
        {
            throw new RegistryException(RegistryError.LinkTimeInvalid, link.Serial, $"The link of {link.Serial} would begin at {link.From:u}, in the future: link it then.");
        }

        var open = meter?.Link();
        if (open is not null && open.BoxId != link.BoxId)
        {
            throw new RegistryException(
                RegistryError.MeterTaken, link.Serial, $"The meter {link.Serial} is linked to the box {open.BoxId}: a meter is read by one box. End that link first (UnlinkMeter).");
        }

        if (open is not null && open.MeterIndex == link.MeterIndex && open.UnitNumber == link.UnitNumber)
        {
            return [];
        }

        return (open?.From ?? meter?.Links.LastOrDefault()?.Until) is { } earliest && link.From < earliest
            ? throw new RegistryException(
                RegistryError.LinkTimeInvalid, link.Serial,
                $"The link of {link.Serial} would begin at {link.From:u}, before {(open is null ? "its last one ended" : "the one that holds began")} ({earliest:u}): links of a meter do not overlap.")
            : open is null ? [link] : [new MeterLinkEnded(link.Serial, link.From, LinkEnd.Relinked, link.By), link];
    }

    /// <summary>The link that holds ends; none if there is none. It ends when it began at the earliest.</summary>
    public static IReadOnlyList<object> End(Meter? meter, DateTimeOffset until, LinkEnd why, Actor by) =>
        meter?.Link() is { } open ? [new MeterLinkEnded(meter.Serial, until < open.From ? open.From : until, why, by)] : [];

    /// <summary>The meter takes another's place at an instant; its link begins when its last one ended at the earliest.</summary>
    public static IReadOnlyList<object> TakePlace(Meter? meter, MeterLinkBegan link, DateTimeOffset now)
    {
        var at = link.From > now ? now : link.From;
        return Link(meter, link with { From = (meter?.Link()?.From ?? meter?.Links.LastOrDefault()?.Until) is { } earliest && earliest > at ? earliest : at }, now);
    }

    /// <summary>The meter is taken out of use.</summary>
    public static IReadOnlyList<object> Retire(Meter? meter, string serial, string reason, DateTimeOffset now, Actor by) => meter switch
    {
        null => throw Unknown(serial),
        { RetiredAt: not null } => [],
        _ when string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason =>
            throw new RegistryException(RegistryError.ReasonInvalid, "reason", $"Say why the meter is out of use, in 1 to {LongestReason} characters."),
        _ when meter.Link() is { } open => throw new RegistryException(
            RegistryError.MeterTaken, serial, $"The meter {serial} is linked to the box {open.BoxId}: end that link first (UnlinkMeter)."),
        _ => [new MeterRetired(serial, now, reason.Trim(), by)],
    };

    public static RegistryException Unknown(string serial) => new(RegistryError.MeterUnknown, serial, $"The register knows no meter {serial}.");

    static void CheckSerial(string serial)
    {
        if (serial.Length is 0 or > LongestSerial || string.IsNullOrWhiteSpace(serial))
        {
            throw new RegistryException(RegistryError.MeterInvalid, serial, $"A meter has a serial number of 1 to {LongestSerial} characters; got '{serial}'.");
        }
    }

    static void CheckInUse(Meter? meter)
    {
        if (meter?.RetiredAt is { } retired)
        {
            throw new RegistryException(
                RegistryError.MeterRetired, meter.Serial, $"The meter {meter.Serial} is out of use since {retired:u} ({meter.RetirementReason}): take another.");
        }
    }
}
