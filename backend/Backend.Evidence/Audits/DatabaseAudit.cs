using LocalEnergyMarket.Backend.Evidence.Documents;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Evidence.Audits;

/// <summary>Compares what the supplier's database says now with the anchored records: a change of a table is a change of what was promised.</summary>
static class DatabaseAudit
{
    static readonly Dictionary<string, Phrase> Sources = new(StringComparer.Ordinal)
    {
        [DatabaseSection.Events] = new("order events", "Ereignisse des Orderbuchs"),
        [DatabaseSection.Settlements] = new("settlements", "Abrechnungen"),
        [DatabaseSection.SlotEnergies] = new("slot energies", "Viertelstundenwerte"),
        [DatabaseSection.Readings] = new("single readings", "einzelne Messwerte"),
        [DatabaseSection.SignedBatches] = new("signed batches", "signierte Stapel"),
        [DatabaseSection.Secret] = new("the timeslot's secret", "Geheimnis der Viertelstunde"),
    };

    public static void Run(TimeslotExport export, Findings findings)
    {
        var trees = export.Trees.GroupBy(tree => tree.Tree.Anchor).ToDictionary(same => same.Key, same => same.First().Tree);
        foreach (var section in export.Database)
        {
            var key = new AnchorKey(export.Market, section.Kind, export.Timeslot, section.Version);
            if (!trees.TryGetValue(key, out var tree))
            {
                findings.Broken(Rules.DatabaseTree, key, Source(section));
                continue;
            }

            Check(section, key, findings, () =>
            {
                Records(section, key, [.. tree.Leaves.Skip(1).Select((leaf, i) => new RecordName(key, i + 1, leaf.Content))], findings);
                Salts(section, tree, findings);
                Batches(section, key, [.. tree.Leaves.Skip(1).Select((leaf, i) => new RecordName(key, i + 1, leaf.Content))], findings);
            });
        }
    }

    public static void Run(CustomerProofs document, Findings findings)
    {
        foreach (var section in document.Database)
        {
            var key = new AnchorKey(document.Market, section.Kind, document.Timeslot, section.Version);
            RecordName[] own =
            [
                .. document.Proofs.Where(proof => proof.Anchor == key && CustomerProofs.Names(proof.Content, document.Customer.Name)).OrderBy(proof => proof.Index)
                    .Select(proof => new RecordName(key, proof.Index, proof.Content)),
            ];
            if (own.Length > 0 || section.Records is { Count: > 0 })
            {
                Check(section, key, findings, () => Records(section, key, own, findings));
            }
        }
    }

    static void Check(DatabaseSection section, AnchorKey key, Findings findings, Action check) => findings.Check(check, Rules.DatabaseHolds, key, Source(section));

    static void Records(DatabaseSection section, AnchorKey key, RecordName[] anchored, Findings findings)
    {
        if (section.Records is null)
        {
            return;
        }

        var before = findings.BrokenCount;
        var stored = section.Records.Select((record, place) => (record, place)).ToLookup(r => RecordName.What(r.record), StringComparer.Ordinal);
        foreach (var name in anchored)
        {
            if (!stored[RecordName.What(name.Content)].Any())
            {
                findings.Broken(Rules.DatabaseLacks, name, Source(section));
                continue;
            }

            var difference = new Difference(name.Content, stored[RecordName.What(name.Content)].First().record, OnlyComputed: true);
            if (difference.Members.Count > 0)
            {
                findings.Broken(new Finding(false, Rules.DatabaseDiffers, [name, Source(section), difference], difference.ExpectedJson, difference.FoundJson));
            }
        }

        var known = anchored.Select(name => RecordName.What(name.Content)).ToHashSet(StringComparer.Ordinal);
        foreach (var added in stored.SelectMany(same => same.Skip(known.Contains(same.Key) ? 1 : 0)))
        {
            findings.Broken(new Finding(false, Rules.DatabaseAdds, [key, Source(section), new RecordKind(added.record)], Found: added.record.ToString()));
        }

        // The tables of measured values know no customers, by whose pseudonyms the readings are ordered.
        if (findings.BrokenCount == before
            && key.Kind != AnchorKind.Readings
            && anchored.Length == section.Records.Count
            && anchored.Where((name, i) => !string.Equals(RecordName.What(name.Content), RecordName.What(section.Records[i]), StringComparison.Ordinal)).FirstOrDefault() is { } moved)
        {
            findings.Broken(Rules.DatabaseOrder, moved, Source(section));
        }
    }

    static void Salts(DatabaseSection section, EvidenceTree tree, Findings findings)
    {
        foreach (var ((salt, leaf), i) in section.Salts.Zip(tree.Leaves).Select((pair, i) => (pair, i)).Where(l => !l.pair.First.Span.SequenceEqual(l.pair.Second.Salt.Span)))
        {
            var (found, expected) = (Convert.ToHexStringLower(leaf.Salt.Span), Convert.ToHexStringLower(salt.Span));
            findings.Broken(new Finding(false, Rules.DatabaseSalt, [new RecordName(tree.Anchor, i, leaf.Content), found, expected], expected, found));
        }
    }

    static void Batches(DatabaseSection section, AnchorKey key, RecordName[] records, Findings findings)
    {
        if (!string.Equals(section.Source, DatabaseSection.SignedBatches, StringComparison.Ordinal))
        {
            return;
        }

        var stored = section.Batches.GroupBy(batch => (batch.Box, batch.Sequence)).ToDictionary(same => same.Key, same => same.First());
        var named = new HashSet<(string, long)>();
        foreach (var record in records)
        {
            foreach (var (box, sequence, hash) in References(record, findings))
            {
                named.Add((box, sequence));
                if (stored.GetValueOrDefault((box, sequence))?.Hash is not { } there)
                {
                    findings.Broken(Rules.BatchLacking, record, box, sequence);
                }
                else if (there != hash)
                {
                    findings.Broken(new Finding(false, Rules.BatchDiffers, [record, box, sequence, hash, there], hash.ToString(), there.ToString()));
                }
            }
        }

        foreach (var batch in section.Batches)
        {
            Chain(batch, stored.GetValueOrDefault((batch.Box, batch.Sequence + 1)), named.Contains((batch.Box, batch.Sequence)), key, findings);
        }
    }

    static void Chain(StoredBatch batch, StoredBatch? next, bool isNamed, AnchorKey key, Findings findings)
    {
        if (batch.Hash is not { } hash)
        {
            if (!isNamed)
            {
                findings.Broken(Rules.BatchLacking, key, batch.Box, batch.Sequence);
            }

            return;
        }

        if (next?.Previous is { } previous && previous != hash)
        {
            findings.Broken(new Finding(false, Rules.BatchChain, [key, batch.Box, batch.Sequence, previous, hash], previous.ToString(), hash.ToString()));
        }

        if (!batch.IsSigned)
        {
            findings.Broken(Rules.BatchSignature, key, batch.Box, batch.Sequence);
        }
    }

    static List<(string Box, long Sequence, Digest Hash)> References(RecordName record, Findings findings) =>
        findings.Read(record.Anchor, record.Index, record.Content, content => content.ItemsOf("batches")
            .Select(item => item as CanonicalObject ?? throw new FormatException("'batches' has a member that is not an object."))
            .Select(batch => (batch.TextOf("box"), batch.IntegerOf("sequence"), Digest.Parse(batch.TextOf("hash")))).ToList()) ?? [];

    static object Source(DatabaseSection section) => Sources.TryGetValue(section.Source, out var known) ? known : section.Source;
}
