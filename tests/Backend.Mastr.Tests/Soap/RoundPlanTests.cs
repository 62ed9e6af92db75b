using LocalEnergyMarket.Backend.Mastr.Soap.Sync;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap;

public sealed class RoundPlanTests
{
    static readonly DateTime Now = new(2026, 11, 22, 8, 0, 0);

    static readonly SyncScope Area = new(All: false, ["48155"], ["ABR900000000331"], ["SNB900000000553"], ["SEE910000000019"], Gas: false);

    [Fact]
    public void The_first_round_compares_whole_lists_and_asks_for_no_changes()
    {
        var round = Begin(SyncState.New, Area).Round!;

        Assert.Equal([ListKind.Categories, .. Enumerable.Repeat(ListKind.Units, 7)], round.Lists.Select(list => list.Kind));
        Assert.DoesNotContain(round.Lists.SelectMany(list => list.Arguments), argument => argument.Key == "datumAb");
    }

    [Fact]
    public void A_later_round_asks_from_a_day_before_the_last_one_on()
    {
        var round = Begin(Ended(Begin(SyncState.New, Area)), Area, Now.AddDays(1)).Round!;

        Assert.Equal("2026-11-21T08:00:00", round.Lists[0].Arguments.Single(argument => argument.Key == "datumAb").Value);
        Assert.Equal(7, round.Lists.Count(list => list.Kind == ListKind.Changes));
        Assert.All(round.Lists.Where(list => list.Kind is ListKind.Changes or ListKind.Removed or ListKind.Points), list => Assert.True(list.Sifted));
    }

    [Fact]
    public void What_is_new_in_the_configuration_is_compared_whole_once()
    {
        var wider = Area with { Postcodes = ["48155", "48157"] };

        var round = Begin(Ended(Begin(SyncState.New, Area)), wider, Now.AddDays(1)).Round!;

        Assert.All(
            round.Lists.Where(list => list.Subject.Length > 0),
            list => Assert.Equal(!list.Subject.Contains("48157", StringComparison.Ordinal), list.Arguments.Any(argument => argument.Key == "datumAb")));
    }

    [Fact]
    public void Another_import_and_a_week_are_reasons_to_compare_everything()
    {
        var state = Ended(Begin(SyncState.New, Area));

        Assert.True(Begin(state, Area, Now.AddDays(1), generation: 2).Round!.Full);
        Assert.True(Begin(state, Area, Now.AddDays(7)).Round!.Full);
        Assert.False(Begin(state, Area, Now.AddDays(6)).Round!.Full);
    }

    [Fact]
    public void Units_alone_are_asked_for_by_number()
    {
        var units = new SyncScope(All: false, [], [], [], [.. Enumerable.Range(0, 250).Select(i => $"SEE{i}")], Gas: false);

        var round = Begin(Ended(Begin(SyncState.New, units)), units, Now.AddDays(1)).Round!;

        Assert.Equal([100, 100, 50], round.Lists.Where(list => list.Kind == ListKind.Units).Select(list => list.Arguments.Count));
        Assert.All(round.Lists.Where(list => list.Kind == ListKind.Removed), list => Assert.False(list.Sifted));
        Assert.Equal(250, round.Lists.Where(list => list.Kind == ListKind.Removed).Sum(list => list.Arguments.Count(argument => argument.Key == "einheitMastrNummern")));
    }

    static SyncState Begin(SyncState state, SyncScope scope, DateTime? now = null, long generation = 1) =>
        RoundPlan.Begin(state, scope, RoundRules.Default, now ?? Now, generation, full: false);

    static SyncState Ended(SyncState begun) => RoundPlan.End(
        begun with { CataloguesAt = begun.Round!.StartedAt, Round = begun.Round with { Finished = [.. begun.Round.Lists.Select(list => list.Subject).Where(subject => subject.Length > 0)], Lists = [] } }, 1);
}
