using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Registry.Meters;

namespace LocalEnergyMarket.Backend.Registry.Tests.Rules;

public sealed class MeterRulesTests
{
    const string Serial = "1TST4711";
    const string Unit = "SEE910000000019";
    static readonly Actor Staff = new("control room", "Operator");
    static readonly DateTimeOffset Noon = new(2026, 6, 21, 12, 0, 0, TimeSpan.Zero);
    static readonly Guid[] Boxes = [Guid.NewGuid(), Guid.NewGuid()];

    [Fact]
    public void A_link_has_a_beginning_and_an_end()
    {
        var meter = Fold(MeterRules.Link(null, Link(Boxes[0], Noon), Noon));
        meter = Fold(MeterRules.End(meter, Noon.AddHours(2), LinkEnd.Unlinked, Staff), meter);

        Assert.Null(meter.Link());
        Assert.Null(meter.LinkAt(Noon.AddTicks(-1)));
        Assert.Equal(Unit, meter.LinkAt(Noon)!.UnitNumber);
        Assert.Equal(Staff, meter.LinkAt(Noon.AddHours(2).AddTicks(-1))!.LinkedBy);
        Assert.Null(meter.LinkAt(Noon.AddHours(2)));
    }

    [Fact]
    public void The_same_link_again_changes_nothing()
    {
        var meter = Fold(MeterRules.Link(null, Link(Boxes[0], Noon), Noon));
        Assert.Empty(MeterRules.Link(meter, Link(Boxes[0], Noon.AddHours(1)), Noon.AddHours(1)));
    }

    [Fact]
    public void Another_unit_at_the_same_box_ends_the_link_before()
    {
        var meter = Fold(MeterRules.Link(null, Link(Boxes[0], Noon), Noon));
        meter = Fold(MeterRules.Link(meter, Link(Boxes[0], Noon.AddHours(1)) with { UnitNumber = "SEE910000000020" }, Noon.AddHours(1)), meter);
        Assert.Equal([Noon.AddHours(1), null], meter.Links.Select(link => link.Until));
        Assert.Equal("SEE910000000020", meter.Link()!.UnitNumber);
    }

    [Fact]
    public void A_meter_is_read_by_one_box()
    {
        var meter = Fold(MeterRules.Link(null, Link(Boxes[0], Noon), Noon));
        Refused(RegistryError.MeterTaken, () => MeterRules.Link(meter, Link(Boxes[1], Noon.AddHours(1)), Noon.AddHours(1)));
    }

    [Fact]
    public void Links_begin_neither_in_the_future_nor_in_one_that_was()
    {
        Refused(RegistryError.LinkTimeInvalid, () => MeterRules.Link(null, Link(Boxes[0], Noon.AddTicks(1)), Noon));
        var meter = Fold(MeterRules.Link(null, Link(Boxes[0], Noon), Noon));
        meter = Fold(MeterRules.End(meter, Noon.AddHours(2), LinkEnd.Unlinked, Staff), meter);
        Refused(RegistryError.LinkTimeInvalid, () => MeterRules.Link(meter, Link(Boxes[1], Noon.AddHours(1)), Noon.AddHours(3)));
        Assert.Single(MeterRules.Link(meter, Link(Boxes[1], Noon.AddHours(2)), Noon.AddHours(3)));
    }

    [Fact]
    public void What_is_out_of_use_is_linked_to_nothing_and_what_is_linked_is_not_taken_out_of_use()
    {
        var meter = Fold(MeterRules.Link(null, Link(Boxes[0], Noon), Noon));
        Refused(RegistryError.MeterTaken, () => MeterRules.Retire(meter, Serial, "calibration is over", Noon, Staff));
        Refused(RegistryError.MeterUnknown, () => MeterRules.Retire(null, Serial, "calibration is over", Noon, Staff));
        meter = Fold(MeterRules.End(meter, Noon.AddHours(2), LinkEnd.Unlinked, Staff), meter);
        Refused(RegistryError.ReasonInvalid, () => MeterRules.Retire(meter, Serial, " ", Noon, Staff));
        meter = Fold(MeterRules.Retire(meter, Serial, "calibration is over", Noon.AddHours(3), Staff), meter);
        Assert.Empty(MeterRules.Retire(meter, Serial, "again", Noon.AddHours(4), Staff));
        Refused(RegistryError.MeterRetired, () => MeterRules.Link(meter, Link(Boxes[0], Noon.AddHours(5)), Noon.AddHours(5)));
        Refused(RegistryError.MeterRetired, () => MeterRules.Enter(meter, Described()));
    }

    [Fact]
    public void What_is_known_of_a_meter_is_entered_once()
    {
        var meter = Fold(MeterRules.Enter(null, Described()));
        Assert.Equal(6, Assert.Single(meter.Registers).Digits);
        Assert.Empty(MeterRules.Enter(meter, Described()));
        Assert.Single(MeterRules.Enter(meter, Described() with { Type = "eHZ" }));
        Refused(RegistryError.MeterInvalid, () => MeterRules.Enter(null, Described() with { Registers = [new(1, 6, 1), new(1, 8, 1)] }));
    }

    [Fact]
    public void A_meter_that_takes_anothers_place_begins_when_its_last_link_ended_at_the_earliest()
    {
        var meter = Fold(MeterRules.Link(null, Link(Boxes[1], Noon), Noon));
        meter = Fold(MeterRules.End(meter, Noon.AddHours(2), LinkEnd.Unlinked, Staff), meter);
        meter = Fold(MeterRules.TakePlace(meter, Link(Boxes[0], Noon.AddHours(1)), Noon.AddHours(3)), meter);
        Assert.Equal(Noon.AddHours(2), meter.Link()!.From);
    }

    /// <summary>Whatever is tried, in whatever order: the links that were accepted do not overlap, and the events alone give the same meter.</summary>
    [Fact]
    public void Links_never_overlap() => Prop.ForAll(Moves, moves =>
    {
        var meter = (Meter?)null;
        var all = new List<object>();
        var now = Noon;
        foreach (var (what, box, unit, minutes) in moves)
        {
            now = now.AddMinutes(10);
            try
            {
                var link = Link(Boxes[box], now.AddMinutes(minutes)) with { UnitNumber = $"SEE91000000002{unit}" };
                var events = what switch
                {
                    0 => MeterRules.End(meter, now.AddMinutes(minutes), LinkEnd.Unlinked, Staff),
                    1 => MeterRules.TakePlace(meter, link, now),
                    2 when minutes == 0 => MeterRules.Retire(meter, Serial, "broken", now, Staff),
                    _ => MeterRules.Link(meter, link, now),
                };
                all.AddRange(events);
                meter = events.Count == 0 ? meter : Fold(events, meter);
            }
            catch (RegistryException)
            {
                continue;
            }
        }

        var links = meter?.Links ?? [];
        return links.Zip(links.Skip(1)).All(pair => pair.First.Until <= pair.Second.From)
            && links.All(link => !(link.Until < link.From))
            && links.SkipLast(1).All(link => link.Until is not null)
            && (all.Count == 0 || Describe(Fold(all)) == Describe(meter!));
    }).QuickCheckThrowOnFailure();

    static Arbitrary<(int What, int Box, int Unit, int Minutes)[]> Moves { get; } = Arb.From(
        from length in Gen.Choose(0, 30)
        from moves in (
            from what in Gen.Choose(0, 4)
            from box in Gen.Choose(0, 1)
            from unit in Gen.Choose(0, 2)
            from minutes in Gen.Choose(-25, 3)
            select (what, box, unit, minutes)).ArrayOf(length)
        select moves);

    static string Describe(Meter meter) => string.Join(';', meter.Links) + meter.RetiredAt;

    static MeterEntered Described() => new(Serial, "EMH eBZD", [new(1, 6, 1)], Noon, Staff);

    static MeterLinkBegan Link(Guid box, DateTimeOffset from) => new(Serial, box, 1, Unit, from, Staff);

    static Meter Fold(IEnumerable<object> events, Meter? meter = null) => events.Aggregate(meter ?? Meter.Empty(Guid.Empty, Serial), (state, e) => e switch
    {
        MeterEntered entered => state.With(entered),
        MeterLinkBegan began => state.With(began),
        MeterLinkEnded ended => state.With(ended),
        MeterRetired retired => state.With(retired),
        _ => throw new InvalidOperationException(e.GetType().Name),
    });

    static void Refused(RegistryError error, Func<object> decide) => Assert.Equal(error, Assert.Throws<RegistryException>(() => decide()).Error);
}
