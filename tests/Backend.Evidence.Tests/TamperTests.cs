using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Tests;

/// <summary>A true day holds; each single change to its document is found, and the finding names the record.</summary>
public sealed class TamperTests
{
    public static TheoryData<int, int> Leaves => [.. Day.Trees.SelectMany((tree, t) => tree.Leaves.Select((_, l) => new TheoryDataRow<int, int>(t, l)))];

    [Fact]
    public void The_true_day_holds_and_says_so()
    {
        var report = TimeslotAudit.Run(Day.Export, Day.Anchors);
        Assert.Empty(report.Broken);
        Assert.True(report.Holds);
        Assert.Contains(report.Findings, f => f.Text.Contains("the market's rules allow each of the 9", StringComparison.Ordinal));
        Assert.Contains(report.Findings, f => f.Text.Contains("settlement of lembg1, timeslot 2026-06-21T12:00Z, version 2 is the one", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Leaves))]
    public void A_changed_digit_in_any_member_of_any_record_is_found_and_named(int tree, int index)
    {
        var changed = Day.Trees[tree];
        foreach (var (name, value) in changed.Leaves[index].Content.Members.Where(m => m.Value is CanonicalInteger or CanonicalText))
        {
            var content = Day.With(changed.Leaves[index].Content, name, Change(value));
            var report = Day.AuditChanged(changed.Anchor, t => t with { Tree = Day.With(t.Tree, index, content) });
            Assert.Contains(report.Broken, text => text.StartsWith($"Record {index} of the {changed.Anchor.KindName} version {changed.Anchor.Version} (", StringComparison.Ordinal)
                && text.Contains("was changed", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Leaves))]
    public void A_changed_salt_is_found_and_named(int tree, int index)
    {
        var anchor = Day.Trees[tree].Anchor;
        var report = Day.AuditChanged(anchor, t => t with { Tree = new(anchor, [.. t.Tree.Leaves.Select((leaf, i) => i == index ? leaf with { Salt = new byte[16] } : leaf)]) });
        Assert.Contains(report.Broken, text => text.StartsWith($"Record {index} of the {anchor.KindName}", StringComparison.Ordinal));
        Assert.Contains(report.Broken, text => text.Contains("but the chain has", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Leaves))]
    public void A_missing_record_is_found(int tree, int index)
    {
        var anchor = Day.Trees[tree].Anchor;
        var report = Day.AuditChanged(anchor, t => new StatedTree(new EvidenceTree(anchor, [.. t.Tree.Leaves.Where((_, i) => i != index)])));
        Assert.Contains(report.Broken, text => text.StartsWith($"The head of the {anchor} does not fit", StringComparison.Ordinal));
        Assert.Contains(report.Broken, text => text.Contains($"{anchor} is of a tree of", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Leaves))]
    public void An_added_record_is_found(int tree, int index)
    {
        var anchor = Day.Trees[tree].Anchor;
        var report = Day.AuditChanged(anchor, t => new StatedTree(new EvidenceTree(anchor, [.. t.Tree.Leaves, t.Tree.Leaves[index]])));
        Assert.Contains(report.Broken, text => text.StartsWith($"The head of the {anchor} does not fit", StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_root_in_the_document_is_found()
    {
        var anchor = Day.Tree(AnchorKind.Result).Anchor;
        Assert.Contains("the document states", Assert.Single(Day.AuditChanged(anchor, t => t with { Root = default }).Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_root_on_the_chain_is_found()
    {
        ChainAnchor[] anchors = [.. Day.Anchors.Select(a => a.Key.Kind == AnchorKind.Book ? a with { Root = default } : a)];
        Assert.Contains("book of lembg1", Assert.Single(TimeslotAudit.Run(Day.Export, anchors).Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void An_anchor_that_is_not_on_the_chain_is_found() =>
        Assert.Contains("has no anchor for the secondary", Assert.Single(TimeslotAudit.Run(Day.Export, [.. Day.Anchors.Where(a => a.Key.Kind != AnchorKind.Secondary)]).Broken), StringComparison.Ordinal);

    [Fact]
    public void A_left_out_version_is_found()
    {
        var last = Day.Tree(AnchorKind.Settlement, 2).Anchor;
        Assert.Contains($"The chain has an anchor for the {last}, but the document lacks", Assert.Single(Day.AuditChanged(last, _ => null).Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_version_is_found()
    {
        var last = Day.Tree(AnchorKind.Settlement, 2).Anchor;
        var report = Day.AuditChanged(last, t => t with { Tree = new(last with { Version = 3 }, t.Tree.Leaves) });
        Assert.Contains(report.Broken, text => text.Contains("the chain has no anchor for the settlement", StringComparison.Ordinal));
        Assert.Contains(report.Broken, text => text.Contains("version is 2, computed 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Swapped_bids_are_found_and_named()
    {
        var book = Day.Tree(AnchorKind.Book);
        EvidenceLeaf[] leaves = [.. book.Leaves];
        (leaves[4], leaves[5]) = (leaves[5], leaves[4]);
        var report = Day.AuditChanged(book.Anchor, _ => new StatedTree(new EvidenceTree(book.Anchor, leaves)));
        Assert.Contains(report.Broken, text => text.StartsWith("Record 4 of the book version 1 (bid", StringComparison.Ordinal) && text.Contains("wrong place", StringComparison.Ordinal));
        Assert.Contains(report.Broken, text => text.StartsWith("Record 5 of the book version 1 (bid", StringComparison.Ordinal));
        Assert.Contains(report.Broken, text => text.Contains("but the chain has", StringComparison.Ordinal));
    }

    /// <summary>One digit or letter different, the form still right.</summary>
    internal static CanonicalValue Change(CanonicalValue value) => value switch
    {
        CanonicalInteger number => number.Value == 0 ? 1 : number.Value - 1,
        CanonicalText text => text.Value[..^1] + (text.Value[^1] == '0' ? '1' : '0'),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
