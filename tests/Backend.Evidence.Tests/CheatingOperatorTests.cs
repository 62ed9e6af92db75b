using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Tests;

/// <summary>An operator that makes false records and anchors them: the roots hold, the rules do not.</summary>
public sealed class CheatingOperatorTests
{
    /// <summary>Every number of these trees follows from other records; of a slot energy only the energies do.</summary>
    public static TheoryData<AnchorKind, int, int> Derived =>
    [
        .. Day.Trees.Where(tree => tree.Anchor.Kind is AnchorKind.Result or AnchorKind.Secondary or AnchorKind.Settlement or AnchorKind.Readings)
            .SelectMany(tree => Enumerable.Range(1, tree.Leaves.Count - 1).Select(i => new TheoryDataRow<AnchorKind, int, int>(tree.Anchor.Kind, tree.Anchor.Version, i))),
    ];

    [Theory]
    [MemberData(nameof(Derived))]
    public void A_false_number_is_found_by_computing_again(AnchorKind kind, int version, int index)
    {
        var tree = Day.Tree(kind, version);
        var content = tree.Leaves[index].Content;
        foreach (var name in content.Members.Keys.Where(name => name.EndsWith("_wh", StringComparison.Ordinal) || name.EndsWith("_uct", StringComparison.Ordinal) || name.EndsWith("price", StringComparison.Ordinal)))
        {
            var report = Day.AuditAnchored(Day.With(tree, index, Day.With(content, name, TamperTests.Change(content.Members[name]))));
            Assert.NotEmpty(report.Broken);
        }
    }

    [Theory]
    [InlineData(4, "price", 4_999, "below the offer's start price")]
    [InlineData(4, "quantity_wh", 2_001, "quantity")]
    [InlineData(4, "cap_wh", 499, "the cap for the timeslot is 499 Wh")]
    [InlineData(4, "at", 1_782_039_600_000, "one hour before it starts")]
    [InlineData(5, "holds_wh", 600, "the rules give 700 Wh")]
    [InlineData(8, "price", 7_000, "would win nothing")]
    [InlineData(8, "quantity_wh", 599, "sold whole")]
    [InlineData(1, "cap_wh", 999, "cannot offer 1000 Wh")]
    public void A_record_against_the_rules_is_found_and_named(int index, string member, long value, string reason)
    {
        var book = Day.Tree(AnchorKind.Book);
        var report = Day.AuditAnchored(Day.With(book, index, Day.With(book.Leaves[index].Content, member, value)));
        Assert.Contains(report.Broken, text => text.StartsWith($"Record {index} of the book version 1 (", StringComparison.Ordinal) && text.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_trade_given_to_a_lower_bid_is_found_and_named()
    {
        var result = Day.Tree(AnchorKind.Result);
        var book = Day.Tree(AnchorKind.Book);
        var loser = book.Leaves[7].Content;
        var index = Enumerable.Range(1, result.Leaves.Count - 1).Single(i => result.Leaves[i].Content.TryGet("price", out var p) && p.Equals(new CanonicalInteger(8_000)));
        var content = Day.With(Day.With(Day.With(result.Leaves[index].Content, "bid", loser.TextOf("bid")), "buyer", loser.TextOf("customer")), "price", 7_000);
        var report = Day.AuditAnchored(Day.With(result, index, content));
        Assert.Contains(report.Broken, text => text.Contains($"trade {loser.TextOf("bid")}) does not follow from the book", StringComparison.Ordinal));
        Assert.Contains(report.Broken, text => text.Contains("lacks a record that follows from the book: trade", StringComparison.Ordinal));
    }

    [Fact]
    public void A_purchase_after_the_secondary_market_is_found()
    {
        var tree = Day.Tree(AnchorKind.Secondary);
        var late = Day.With(tree.Leaves[1].Content, "at", Day.Timeslot.Start.AddMinutes(-15).ToUnixTimeMilliseconds());
        Assert.Contains(Day.AuditAnchored(Day.With(tree, 1, late)).Broken, text => text.Contains("15 minutes before", StringComparison.Ordinal));
    }

    [Fact]
    public void A_settlement_before_delivery_is_found()
    {
        var tree = Day.Tree(AnchorKind.Settlement);
        var early = Day.With(tree.Leaves[1].Content, "at", Day.Timeslot.Start.ToUnixTimeMilliseconds());
        Assert.Contains(Day.AuditAnchored(Day.With(tree, 1, early)).Broken, text => text.Contains("can be settled after", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_too_large_to_compute_with_are_a_finding_and_no_crash()
    {
        foreach (var tree in Day.Trees)
        {
            for (var index = 1; index < tree.Leaves.Count; index++)
            {
                var content = tree.Leaves[index].Content;
                foreach (var name in content.Members.Where(m => m.Value is CanonicalInteger).Select(m => m.Key))
                {
                    Assert.NotEmpty(Day.AuditAnchored(Day.With(tree, index, Day.With(content, name, long.MaxValue))).Findings);
                    Assert.NotEmpty(Day.AuditAnchored(Day.With(tree, index, Day.With(content, name, long.MinValue))).Findings);
                }
            }
        }
    }

    [Fact]
    public void Members_left_out_are_a_finding_and_no_crash()
    {
        foreach (var tree in Day.Trees)
        {
            for (var index = 0; index < tree.Leaves.Count; index++)
            {
                var content = tree.Leaves[index].Content;
                foreach (var name in content.Members.Keys)
                {
                    var without = new CanonicalObject(content.Members.Where(m => !string.Equals(m.Key, name, StringComparison.Ordinal)).Select(m => (m.Key, m.Value)));
                    Assert.NotEmpty(Day.AuditAnchored(Day.With(tree, index, without)).Findings);
                }
            }
        }
    }
}
