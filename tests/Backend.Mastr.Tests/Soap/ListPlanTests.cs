using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Backend.Mastr.Soap.Sync;
using LocalEnergyMarket.Backend.Mastr.Soap.Wire;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

public sealed class ListPlanTests
{
    static readonly Dictionary<string, KnownUnit> Nothing = new(StringComparer.Ordinal);
    static readonly SyncList Units = new(ListKind.Units, SoapOperations.Generators.Name, [new("postleitzahl", "48155")], Subject: "area");

    [Fact]
    public void A_list_is_read_to_the_end_with_one_row_of_overlap()
    {
        var first = Take(Begun(Units), SoapResult.OkMore, 1, 2, 3);
        var second = Take(first.State, SoapResult.Ok, 3, 4);

        Assert.Equal(3, first.State.Round!.Position.StartAb);
        Assert.Empty(second.State.Round!.Lists);
        Assert.Equal(["area"], second.State.Round.Finished);
    }

    [Fact]
    public void Rows_that_moved_up_over_the_border_begin_the_list_anew()
    {
        // 1 left the list, so that what begins at the third place is 4: 3 slipped onto the page before if two left.
        var moved = Take(Take(Begun(Units), SoapResult.OkMore, 1, 2, 3).State, SoapResult.OkMore, 5, 6, 7);

        Assert.Equal((1, 1), (moved.State.Round!.Position.StartAb, moved.State.Round.Position.Restarts));
        Assert.Equal(3, moved.Asks.Count);
    }

    [Fact]
    public void Rows_that_moved_down_only_come_twice() =>
        Assert.Equal(5, Take(Take(Begun(Units), SoapResult.OkMore, 1, 2, 3).State, SoapResult.OkMore, 2, 3, 4).State.Round!.Position.StartAb);

    [Fact]
    public void A_list_that_never_stands_still_is_not_begun_anew_for_ever()
    {
        var state = Begun(Units);
        var warnings = new List<string>();
        for (var page = 0; state.Round!.Lists.Count > 0; page++)
        {
            Assert.InRange(page, 0, 20);
            var step = Take(state, page < 10 ? SoapResult.OkMore : SoapResult.Ok, (page * 10) + 1, (page * 10) + 2);
            warnings.AddRange(step.Warnings);
            state = step.State;
        }

        Assert.Contains(warnings, warning => warning.Contains("kept moving", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void A_service_that_gives_the_same_page_for_ever_is_not_asked_for_ever(int rows)
    {
        var state = Begun(Units);
        var page = Enumerable.Range(1, rows).ToArray();
        for (var pages = 0; state.Round!.Lists.Count > 0 && rows != 1; pages++)
        {
            Assert.InRange(pages, 0, 10);
            state = Take(state, SoapResult.OkMore, page).State;
        }
    }

    [Fact]
    public void What_the_register_has_in_this_state_is_not_asked_for()
    {
        var stamp = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var known = new Dictionary<string, KnownUnit>(StringComparer.Ordinal)
        {
            ["SEE1"] = new(stamp, "472", Followed: true),
            ["SEE2"] = new(stamp.AddTicks(10), "472", Followed: true),
            ["SEE3"] = new(stamp, "473", Followed: true),
            ["SEE4"] = new(null, "472", Followed: true),
        };

        var step = ListPlan.Take(Begun(Units), Page(SoapResult.Ok, [1, 2, 3, 4, 5]), known);

        Assert.Equal(["SEE2", "SEE3", "SEE4", "SEE5"], step.Asks.Select(ask => ask.Number), StringComparer.Ordinal);
        Assert.Equal(1, step.State.Round!.Counts.Unchanged);
    }

    [Fact]
    public void A_type_that_nobody_knows_is_passed_over_with_a_warning()
    {
        var row = new SoapElement("Einheiten", "", [new("EinheitMastrNummer", "SEE1", []), new("Einheittyp", "Fusionseinheit", [])]);

        var step = ListPlan.Take(Begun(Units), new(SoapResult.Ok, false, null, row, [row]), Nothing);

        Assert.Empty(step.Asks);
        Assert.Contains("Fusionseinheit", Assert.Single(step.Warnings), StringComparison.Ordinal);
    }

    /// <summary>Whatever leaves or enters a list between its pages: what was in it all the time is found, unless the list is said to have kept moving.</summary>
    [Fact]
    public void Nothing_that_stays_in_a_list_is_missed() => Prop.ForAll(
        Gen.Two(Gen.Choose(1, 60)).SelectMany(size => Gen.ListOf(Gen.Choose(-3, 3)).Select(moves => (Rows: size.Item1, Page: (size.Item2 % 9) + 2, Moves: moves.ToList()))).ToArbitrary(),
        run =>
        {
            var rows = Enumerable.Range(100, run.Rows).ToList();
            var stayed = rows.ToHashSet();
            var (state, found, moving) = (Begun(Units), new HashSet<string>(StringComparer.Ordinal), false);
            for (var page = 0; state.Round!.Lists.Count > 0; page++)
            {
                var move = page > 0 && page <= run.Moves.Count ? run.Moves[page - 1] : 0;
                for (var i = 0; i < Math.Abs(move); i++)
                {
                    if (move > 0)
                    {
                        rows.Insert(0, 1000 + (page * 10) + i);
                    }
                    else if (rows.Count > 0)
                    {
                        stayed.Remove(rows[0]);
                        rows.RemoveAt(0);
                    }
                }

                var start = state.Round.Position.StartAb - 1;
                var slice = rows.Skip(start).Take(run.Page).ToArray();
                var step = Take(state, slice.Length == 0 ? SoapResult.Nothing : start + slice.Length < rows.Count ? SoapResult.OkMore : SoapResult.Ok, slice);
                found.UnionWith(step.Asks.Select(ask => ask.Number));
                moving |= step.Warnings.Count > 0;
                state = step.State;
            }

            return moving || stayed.All(row => found.Contains($"SEE{row}"));
        }).QuickCheckThrowOnFailure();

    static SyncState Begun(SyncList list) => SyncState.New with { Round = new(new(2026, 11, 22), Full: true, [list], PagePosition.First, [], new()) };

    static SyncStep Take(SyncState state, SoapResult result, params int[] rows) => ListPlan.Take(state, Page(result, rows), Nothing);

    static SoapAnswer Page(SoapResult result, int[] rows) => new(result, false, null, new("Response", "", []), [.. rows.Select(row => new SoapElement(
        "Einheiten",
        "",
        [
            new("EinheitMastrNummer", $"SEE{row}", []), new("DatumLetzeAktualisierung", "2026-01-01T00:00:00", []), new("Einheittyp", "Solareinheit", []),
            new("EinheitSystemstatus", "Aktiv", []),
        ]))]);
}
