using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Edge.Gateway.Control.Limits;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Control;

/// <summary>What holds whatever is ordered, however the clock is set, with and without a link, over restarts.</summary>
public sealed class LimitProperties
{
    static readonly PlantRule[] Plants =
    [
        new(1, LimitKind.Consumption, 11_000, 4_200, 0, LinkLossPolicy.Hold, 11_000, TimeSpan.FromMinutes(15)),
        new(2, LimitKind.Consumption, 22_000, 8_400, 0, LinkLossPolicy.Limit, 8_400, TimeSpan.FromMinutes(15)),
        new(3, LimitKind.Generation, 30_000, 0, 9_000, LinkLossPolicy.Release, 30_000, TimeSpan.FromMinutes(15)),

        // A configuration that its rules would refuse: the law holds all the same.
        new(4, LimitKind.Consumption, 11_000, 0, 0, LinkLossPolicy.Limit, 100, TimeSpan.Zero),
    ];

    static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    static readonly Gen<Move> Moves =
        from what in Gen.Choose(0, 9)
        from id in Gen.Choose(1, 12)
        from meter in Gen.Choose(0, 5)
        from watts in Gen.OneOf(Gen.Choose(-10, 12_000).Select(w => (long)w), Gen.Elements(0L, 4_199, 4_200, long.MinValue, long.MaxValue, 8_399, 2_000_000_000))
        from minutes in Gen.Choose(-60, 600)
        from revision in Gen.Choose(0, 20)
        from lost in Gen.Choose(0, 30)
        select new Move(what, id, (uint)meter, watts, minutes, (ulong)revision, lost);

    [Fact]
    public void No_controllable_device_is_ever_limited_below_what_the_law_leaves() => Holds(world => Plants
        .Where(plant => plant.Kind == LimitKind.Consumption)
        .All(plant => LimitRules.Wanted(world.Book, plant, world.Lost).LimitW is null or >= PlantRule.LeastConsumptionW)
        && LimitRules.Wanted(world.Book, Plants[1], world.Lost).LimitW is null or >= 8_400);

    [Fact]
    public void At_most_one_order_is_open_for_a_kind_of_a_meter() => Holds(world =>
        world.Book.Orders.Where(order => order.IsOpen).CountBy(order => (order.MeterIndex, order.Kind)).All(open => open.Value == 1));

    [Fact]
    public void The_open_order_is_the_newest_that_was_taken() => Holds(world => world.Book.Orders.Where(order => order.IsOpen).All(open => world.Book.Orders
        .Where(other => other.MeterIndex == open.MeterIndex && other.Kind == open.Kind && other.State != SetPointState.Refused).All(other => other.Revision <= open.Revision)));

    [Fact]
    public void What_has_ended_stays_ended() => Prop.ForAll(Moves.ListOf(40).ToArbitrary(), moves =>
    {
        var world = new World(LimitBook.Empty, Start, TimeSpan.Zero);
        foreach (var move in moves)
        {
            var before = world.Book;
            world = world.After(move);
            if (before.Orders.Exists(order => !order.IsOpen && world.Book.Find(order.Id) != order))
            {
                return false;
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_limit_ends_wherever_the_clock_is_set() => Holds(world =>
    {
        // The clock goes back by years; only time passes. In steps, as the box looks.
        var book = world.Book;
        for (var passed = TimeSpan.Zero; passed <= LimitRules.Longest; passed += TimeSpan.FromHours(6))
        {
            book = LimitRules.Advance(book, Plants, Start.AddYears(-20), TimeSpan.FromHours(6), TimeSpan.Zero);
        }

        return book.Orders.TrueForAll(order => !order.IsOpen) && LimitRules.Advance(world.Book, Plants, Start.AddYears(20), TimeSpan.Zero, TimeSpan.Zero).Orders.TrueForAll(order => !order.IsOpen);
    });

    [Fact]
    public void Without_a_link_for_long_the_configured_fallback_holds() => Holds(world =>
    {
        var lost = TimeSpan.FromMinutes(20);
        var book = LimitRules.Advance(world.Book, Plants, world.Now, TimeSpan.Zero, lost);
        return LimitRules.Wanted(book, Plants[1], lost).LimitW == 8_400 && LimitRules.Wanted(book, Plants[2], lost).LimitW is null
            && LimitRules.Wanted(book, Plants[0], lost) == LimitRules.Wanted(book, Plants[0], TimeSpan.Zero);
    });

    [Fact]
    public void Asked_again_an_order_is_answered_as_it_stands() => Holds(world => world.Book.Orders.TrueForAll(order =>
        LimitRules.Take(world.Book, Plants, new() { SetPointId = order.Id, MeterIndex = 1, LimitW = 5_000, Revision = 99 }, world.Now) is var (book, answer)
        && answer == order && ReferenceEquals(book, world.Book)));

    static void Holds(Func<World, bool> property) => Prop.ForAll(Moves.ListOf(40).ToArbitrary(), moves =>
        moves.Scan(new World(LimitBook.Empty, Start, TimeSpan.Zero), (world, move) => world.After(move)).All(property)).QuickCheckThrowOnFailure();

    /// <summary>One thing that happens: mostly orders, and time, the clock, the link, the device.</summary>
    [StructLayout(LayoutKind.Auto)]
    readonly record struct Move(int What, int Id, uint Meter, long Watts, int Minutes, ulong Revision, int LostMinutes);

    sealed record World(LimitBook Book, DateTimeOffset Now, TimeSpan Lost)
    {
        public World After(Move move) => move.What switch
        {
            0 => Advance(TimeSpan.FromMinutes(Math.Abs(move.Minutes)), TimeSpan.Zero),
            1 => Advance(TimeSpan.Zero, TimeSpan.FromMinutes(move.Minutes)),
            2 => (this with { Lost = TimeSpan.FromMinutes(move.LostMinutes) }).Advance(TimeSpan.Zero, TimeSpan.Zero),
            3 => this with { Book = LimitRules.Applied(Book, $"o{move.Id}", move.Watts, Now) },
            4 => this with { Book = LimitRules.Failed(Book, $"o{move.Id}", "no answer") },
            5 => this with { Book = LimitRules.Take(Book, Plants, Order(move), Now).Book },
            _ => this with { Book = LimitRules.Take(Book, Plants, Order(move), Now).Book },
        };

        World Advance(TimeSpan passed, TimeSpan set) =>
            this with { Now = Now + passed + set, Book = LimitRules.Advance(Book, Plants, Now + passed + set, passed, Lost) };

        SetPoint Order(Move move) => new()
        {
            SetPointId = $"o{move.Id}",
            MeterIndex = move.Meter,
            Kind = move.Meter == 3 ? LimitKind.Generation : (LimitKind)(move.Id % 4 == 0 ? 0 : 2),
            LimitW = move.Watts,
            Revision = move.Revision,
            Until = move.Minutes % 7 == 0 ? null : (Now + TimeSpan.FromMinutes(move.Minutes)).ToTimestamp(),
            Release = move.What == 5,
        };
    }
}

static class Scanning
{
    /// <summary>All states on the way.</summary>
    public static IEnumerable<TState> Scan<TState, T>(this IEnumerable<T> items, TState state, Func<TState, T, TState> next)
    {
        foreach (var item in items)
        {
            yield return state = next(state, item);
        }
    }
}
