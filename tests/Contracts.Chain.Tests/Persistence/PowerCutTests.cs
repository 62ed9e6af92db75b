using System.Diagnostics;
using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Persistence;

/// <summary>Whatever a power cut leaves of the files, the chain starts with a prefix of what it had, says what is gone, and goes on.</summary>
public sealed class PowerCutTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lem-chain-").FullName;

    string Log => Path.Combine(_folder, "blocks.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0u)]
    [InlineData(12u)]
    public void Cut_at_any_byte_of_its_log_it_starts_with_a_prefix_and_goes_on(uint snapshotEvery)
    {
        var (blocks, ends) = Fill(snapshotEvery);
        var whole = File.ReadAllBytes(Log);
        var snapshots = Directory.GetFiles(_folder, "*.snapshot").ToDictionary(f => f, File.ReadAllBytes, StringComparer.Ordinal);
        Assert.Equal(snapshotEvery > 0, snapshots.Count > 0);

        // That the log finds the same records for every byte is tried in BlockLogTests; here the edges of all records, and within one of them.
        foreach (var length in Enumerable.Range(0, whole.Length + 1).Where(l => (l > ends[^2] && l % 17 == 0) || l % 997 == 0 || ends.Contains(l) || ends.Contains(l + 1)))
        {
            Directory.Delete(_folder, recursive: true);
            Directory.CreateDirectory(_folder);
            File.WriteAllBytes(Log, whole[..length]);
            foreach (var (file, content) in snapshots)
            {
                File.WriteAllBytes(file, content);
            }

            var expected = blocks[ends.Count(end => end <= length)];
            using var chain = new KeeperChain(Log, snapshotEvery);
            Assert.Equal((expected.Number, expected.Id), (chain.Head.Number, chain.Head.Id));
            Assert.Equal(expected.Digest, chain.Chain.Read(view => StatePacking.Digest(view.State)));
            chain.Time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(expected.Number + 1, chain.Finish().Number);
        }
    }

    [Fact]
    public void A_byte_damaged_in_any_block_but_the_last_is_refused()
    {
        var (_, ends) = Fill(snapshotEvery: 12);
        var whole = File.ReadAllBytes(Log);
        for (var i = 1; i < ends.Count - 1; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[ends[i] - 20] ^= 1;
            File.WriteAllBytes(Log, damaged);

            var refused = Assert.Throws<InvalidDataException>(() => new KeeperChain(Log, 12));

            Assert.Contains("Restore the file from a copy", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_byte_damaged_in_the_last_block_takes_it_but_none_that_was_irreversible()
    {
        var (blocks, ends) = Fill(snapshotEvery: 0);
        var whole = File.ReadAllBytes(Log);
        whole[ends[^1] - 20] ^= 1;
        File.WriteAllBytes(Log, whole);

        using var chain = new KeeperChain(Log);

        Assert.Equal(blocks[^2].Id, chain.Head.Id);
        Assert.Contains(chain.Said, s => s.Contains($"goes on after block {blocks[^2].Number}", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_reported_irreversible_is_on_the_disk_before()
    {
        using var chain = new KeeperChain(Log);
        chain.SetUp();
        for (var i = 0ul; i < 20; i++)
        {
            chain.Put(KeeperChain.Keeper, i, 10);
            chain.Finish();
            var irreversible = chain.Chain.Read(view => view.LastIrreversible);

            // The file as another process would find it after a kill, at this moment.
            var copy = Path.Combine(_folder, "copy.log");
            using (var copying = Process.Start("cp", [Log, copy]))
            {
                copying.WaitForExit();
                Assert.Equal(0, copying.ExitCode);
            }

            using var after = new KeeperChain(copy);
            Assert.Equal(irreversible.Id, after.Chain.Read(view => view.Block(irreversible.Number)?.Id));
            File.Delete(copy);
        }
    }

    /// <summary>Some thirty blocks with transactions; after each its number, id and state, and where its record ends.</summary>
    (List<(uint Number, Checksum256 Id, Checksum256 Digest)> Blocks, List<int> Ends) Fill(uint snapshotEvery)
    {
        using var chain = new KeeperChain(Log, snapshotEvery);
        List<(uint, Checksum256, Checksum256)> blocks = [Current(), Current()];
        List<int> ends = [Length()];
        chain.SetUp();
        Note();
        for (var i = 0ul; i < 30; i++)
        {
            KeeperChain.Expect(chain.Put(i % 2 == 0 ? KeeperChain.Alice : KeeperChain.Keeper, i, i * 3));
            if (i % 3 == 2)
            {
                KeeperChain.Expect(chain.Drop(i - 1));
            }

            chain.Finish();
            Note();
        }

        return (blocks, ends);

        void Note()
        {
            blocks.Add(Current());
            ends.Add(Length());
        }

        int Length() => (int)new FileInfo(Log).Length;

        (uint, Checksum256, Checksum256) Current() => chain.Chain.Read(view => (view.Head.Number, view.Head.Id, StatePacking.Digest(view.State)));
    }
}
