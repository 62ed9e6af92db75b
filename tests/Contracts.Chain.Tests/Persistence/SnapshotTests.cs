using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Persistence;

public sealed class SnapshotTests : IDisposable
{
    const uint Every = 10;

    readonly string _folder = Directory.CreateTempSubdirectory("lem-chain-").FullName;

    string Log => Path.Combine(_folder, "blocks.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_state_is_the_same_after_a_snapshot_and_after_executing_everything_again()
    {
        var before = Fill();

        var bySnapshot = Start(out var said);
        Assert.Empty(said);
        foreach (var file in Snapshots())
        {
            File.Delete(file);
        }

        Assert.Equal(before, bySnapshot);
        Assert.Equal(before, Start(out _));
    }

    [Fact]
    public void A_chain_goes_on_from_a_snapshot_as_it_would_have_without()
    {
        Fill();
        var (log, copy) = (File.ReadAllBytes(Log), Path.Combine(_folder, "copy"));
        Directory.CreateDirectory(copy);
        File.WriteAllBytes(Path.Combine(copy, "blocks.log"), log);

        var packed = new List<PackedTransaction>();
        var ids = new[] { Log, Path.Combine(copy, "blocks.log") }.Select(path =>
        {
            using var chain = new KeeperChain(path, Every);
            chain.Time.Advance(TimeSpan.FromMinutes(10));
            if (packed.Count == 0)
            {
                packed.AddRange(Enumerable.Range(0, 5).Select(i => chain.Sign(chain.Prepare(KeeperChain.Act(KeeperChain.Keeper, "put", KeeperChain.Bob, KeeperChain.Bob.Value, (ulong)i + 500, 9)))));
            }

            foreach (var transaction in packed)
            {
                KeeperChain.Expect(chain.Chain.Push(transaction));
            }

            chain.Chain.FinishBlock();
            return (chain.Head.Id, chain.Chain.Read(view => StatePacking.Digest(view.State)));
        }).ToList();

        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public void Cut_or_damaged_at_any_place_a_snapshot_is_passed_over_for_an_older_one()
    {
        var before = Fill();
        var files = Snapshots().ToDictionary(f => f, File.ReadAllBytes, StringComparer.Ordinal);
        var (newest, whole) = (Snapshots()[0], files[Snapshots()[0]]);
        for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 15))
        {
            Assert.Equal(before, StartWith(whole[..at], out var cut));
            Assert.Contains("An older one is tried", Assert.Single(cut), StringComparison.Ordinal);

            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 4;
            Assert.Equal(before, StartWith(damaged, out var flipped));
            Assert.Contains("checksum", Assert.Single(flipped), StringComparison.Ordinal);
        }

        (uint, Checksum256, Checksum256) StartWith(byte[] content, out IReadOnlyList<string> said)
        {
            Directory.GetFiles(_folder, "*.snapshot*").ToList().ForEach(File.Delete);
            foreach (var (file, good) in files)
            {
                File.WriteAllBytes(file, string.Equals(file, newest, StringComparison.Ordinal) ? content : good);
            }

            return Start(out said);
        }
    }

    [Fact]
    public void Without_one_good_snapshot_everything_is_executed_again()
    {
        var before = Fill();
        foreach (var file in Snapshots())
        {
            File.WriteAllText(file, "nothing of use");
        }

        Assert.Equal(before, Start(out var said));
        Assert.Equal(2, said.Count);
    }

    [Fact]
    public void Two_are_kept_and_what_a_power_cut_left_half_written_goes()
    {
        Fill();
        File.WriteAllText(Path.Combine(_folder, "state-0000000007.snapshot.new"), "half");

        using (var chain = new KeeperChain(Log, Every))
        {
            for (var i = 0; i < 2 * Every; i++)
            {
                chain.Finish();
            }
        }

        Assert.Equal(2, Snapshots().Count);
        Assert.Empty(Directory.GetFiles(_folder, "*.new"));
    }

    [Fact]
    public void A_snapshot_of_blocks_that_the_log_has_lost_is_set_aside_and_said()
    {
        Fill();
        var bytes = File.ReadAllBytes(Log);
        File.WriteAllBytes(Log, bytes[..(bytes.Length / 2)]);

        Start(out var said);

        Assert.Contains(said, s => s.Contains("the disk lost blocks", StringComparison.Ordinal));
        Assert.NotEmpty(Directory.GetFiles(_folder, "*.unused"));
    }

    [Fact]
    public void A_clean_stop_leaves_a_snapshot_of_the_head()
    {
        using (var chain = new KeeperChain(Log, 100_000))
        {
            chain.SetUp();
            chain.Chain.Settle();
        }

        using var again = new KeeperChain(Log, 100_000);
        Assert.Contains($"{again.Head.Number:d10}", Assert.Single(Snapshots()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transaction_is_a_duplicate_after_a_start_too()
    {
        PackedTransaction packed;
        using (var chain = new KeeperChain(Log, Every))
        {
            chain.SetUp();
            packed = chain.Sign(chain.Prepare(KeeperChain.Act(KeeperChain.Keeper, "put", KeeperChain.Bob, KeeperChain.Bob.Value, 1, 9)));
            KeeperChain.Expect(chain.Chain.Push(packed));
            chain.Chain.Settle();
        }

        using var again = new KeeperChain(Log, Every);
        again.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("duplicate", Assert.Throws<Errors.ChainException>(() => again.Chain.Push(packed)).Message, StringComparison.Ordinal);
    }

    List<string> Snapshots() => [.. Directory.GetFiles(_folder, "*.snapshot").OrderDescending(StringComparer.Ordinal)];

    (uint, Checksum256, Checksum256) Start(out IReadOnlyList<string> said)
    {
        using var chain = new KeeperChain(Log, Every);
        said = chain.Said;
        return chain.Chain.Read(view => (view.Head.Number, view.Head.Id, StatePacking.Digest(view.State)));
    }

    (uint, Checksum256, Checksum256) Fill()
    {
        using var chain = new KeeperChain(Log, Every);
        chain.SetUp();
        chain.SetLimits(KeeperChain.Alice, 100_000, 10, 10);
        KeeperChain.Expect(chain.Push(
            new UpdateAuth(KeeperChain.Bob, Name.Parse("second"), Name.Parse("active"), new(chain.Key.PublicKey)).By(new PermissionLevel(KeeperChain.Bob, Name.Parse("active"))),
            new LinkAuth(KeeperChain.Bob, KeeperChain.Keeper, Name.Parse("put"), Name.Parse("second")).By(new PermissionLevel(KeeperChain.Bob, Name.Parse("active")))));
        for (var i = 0ul; i < 45; i++)
        {
            KeeperChain.Expect(chain.Put(i % 2 == 0 ? KeeperChain.Alice : KeeperChain.Keeper, i, i * 3));
            if (i % 3 == 2)
            {
                KeeperChain.Expect(chain.Drop(i - 1));
            }

            chain.Finish();
        }

        return chain.Chain.Read(view => (view.Head.Number, view.Head.Id, StatePacking.Digest(view.State)));
    }
}
