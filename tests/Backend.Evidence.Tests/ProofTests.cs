using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Tests;

public sealed class ProofTests
{
    static readonly string[] Customers = ["C-0001", "C-0002", "C-0003", "C-0004"];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Day.Proofs("C-0001").Proofs.Count).Select(i => new TheoryDataRow<int>(i))];

    [Fact]
    public void Every_customers_proofs_hold_and_give_the_line_again()
    {
        foreach (var customer in Customers)
        {
            var report = ProofAudit.Run(Day.Proofs(customer), Day.Anchors);
            Assert.Empty(report.Broken);
            Assert.Equal(2, report.Findings.Count(f => f.Text.StartsWith("The line in the settlement", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_documents_survive_their_JSON()
    {
        var export = Day.Export.ToJson();
        var read = TimeslotExport.Read((CanonicalObject)CanonicalJson.Parse(export.ToUtf8()));
        Assert.Equal(export, read.ToJson());
        Assert.True(TimeslotAudit.Run(read, Day.Anchors).Holds);
        var proofs = Day.Proofs("C-0003").ToJson();
        var again = CustomerProofs.Read((CanonicalObject)CanonicalJson.Parse(proofs.ToUtf8()));
        Assert.Equal(proofs, again.ToJson());
        Assert.True(ProofAudit.Run(again, Day.Anchors).Holds);
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public void A_changed_record_salt_path_index_or_root_is_found_and_named(int at)
    {
        var proof = Day.Proofs("C-0001").Proofs[at];
        var named = $"Record {proof.Index} of the {proof.Anchor.KindName} version {proof.Anchor.Version} (";
        foreach (var (name, value) in proof.Content.Members.Where(m => m.Value is CanonicalInteger or CanonicalText))
        {
            Found(at, proof with { Content = Day.With(proof.Content, name, TamperTests.Change(value)) }, named);
        }

        Found(at, proof with { Salt = new byte[16] }, named);
        Found(at, proof with { Root = default }, named);
        Found(at, proof with { LeafCount = proof.LeafCount + 1 }, named);
        Found(at, proof with { Path = [.. proof.Path, default] }, named);
        Found(at, proof with { Anchor = proof.Anchor with { Version = 9 } }, $"Record {proof.Index} of the {proof.Anchor.KindName} version 9 (");
        for (var node = 0; node < proof.Path.Count; node++)
        {
            Found(at, proof with { Path = [.. proof.Path.Select((hash, i) => i == node ? default : hash)] }, named);
        }
    }

    [Fact]
    public void A_left_out_trade_makes_the_line_not_follow()
    {
        var document = Day.Proofs("C-0003");
        var without = document with { Proofs = [.. document.Proofs.Where(p => p.Anchor.Kind != AnchorKind.Result)] };
        Assert.Contains(ProofAudit.Run(without, Day.Anchors).Broken, text => text.Contains("bought_wh is 900, computed 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_customers_proof_is_found()
    {
        var document = Day.Proofs("C-0001");
        var foreign = document with { Proofs = [.. document.Proofs, Day.Tree(AnchorKind.Book).Prove(4)] };
        Assert.Contains("is another customer's", Assert.Single(ProofAudit.Run(foreign, Day.Anchors).Broken), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pseudonym_that_the_key_does_not_open_is_found()
    {
        var document = Day.Proofs("C-0001");
        var other = document with { Customer = document.Customer with { Id = "C-0009" } };
        Assert.Contains(ProofAudit.Run(other, Day.Anchors).Broken, text => text.Contains("gives customer C-0009 the pseudonym", StringComparison.Ordinal));
    }

    [Fact]
    public void No_leaf_names_a_customer_unit_meter_or_box()
    {
        var json = Day.Export.ToJson().ToString();
        Assert.DoesNotContain("C-000", json, StringComparison.Ordinal);
        Assert.DoesNotContain("SEE9", json, StringComparison.Ordinal);
        Assert.DoesNotContain("1EMH", json, StringComparison.Ordinal);
        Assert.DoesNotContain("0b0e7a3c", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_customer_has_another_pseudonym_in_another_timeslot() =>
        Assert.NotEqual(new SlotSecret(new byte[32]).Customer("C-0001").Name, Day.Slot.Secret.Customer("C-0001").Name, StringComparer.Ordinal);

    [Fact]
    public void The_same_facts_give_the_same_roots_and_every_leaf_its_own_salt()
    {
        Assert.Equal(Day.Tree(AnchorKind.Book).Root, Day.Slot.Book(Day.Events).Root);
        var salts = Day.Trees.SelectMany(tree => tree.Leaves).Select(leaf => Convert.ToHexString(leaf.Salt.Span)).ToList();
        Assert.Equal(salts.Count, salts.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_document_of_another_format_is_refused()
    {
        var document = Day.With(Day.Export.ToJson(), "format_version", 2);
        Assert.Contains("version 2", Assert.Throws<FormatException>(() => TimeslotExport.Read(document)).Message, StringComparison.Ordinal);
    }

    static void Found(int at, InclusionProof changed, string named)
    {
        var document = Day.Proofs("C-0001");
        var report = ProofAudit.Run(document with { Proofs = [.. document.Proofs.Select((p, i) => i == at ? changed : p)] }, Day.Anchors);
        Assert.Contains(report.Broken, text => text.StartsWith(named[..(named.IndexOf('(', StringComparison.Ordinal) + 1)], StringComparison.Ordinal));
    }
}
