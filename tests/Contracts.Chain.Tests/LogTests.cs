using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;
using static LocalEnergyMarket.Contracts.Chain.Tests.DrivenChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

public sealed class LogTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lem-chain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_chain_starts_again_with_the_blocks_rows_and_transactions_it_had()
    {
        var path = Path.Combine(_folder, "blocks.log");
        var before = Fill(path);

        using var again = new DrivenChain(path);

        Assert.Equal(before.Blocks, again.Chain.Read(view => view.Head.Number));
        Assert.Equal(before.HeadId, again.Chain.Read(view => view.Head.Id));
        Assert.Equal(1, again.Chain.Read(view => view.State.Tables.All.Single(t => t.Id.Name == Name.Parse("events").Value).Rows.Count));
        Assert.NotNull(again.Chain.Read(view => view.Transaction(before.Event)));
    }

    [Fact]
    public void Cut_at_any_byte_the_log_gives_the_whole_blocks_before_it_and_takes_new_ones()
    {
        var path = Path.Combine(_folder, "blocks.log");
        using (var log = BlockLog.Open(path, out _))
        {
            for (var i = 1; i <= 5; i++)
            {
                log.Append(Enumerable.Repeat((byte)i, i * 7).ToArray());
            }
        }

        var whole = File.ReadAllBytes(path);
        var cut = Path.Combine(_folder, "cut.log");
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(cut, whole[..length]);
            int kept;
            using (var log = BlockLog.Open(cut, out var records))
            {
                kept = records.Count;
                Assert.All(records.Index(), r => Assert.Equal(Enumerable.Repeat((byte)(r.Index + 1), (r.Index + 1) * 7), r.Item));
                log.Append([99]);
            }

            using (BlockLog.Open(cut, out var records))
            {
                Assert.Equal(kept + 1, records.Count);
                Assert.Equal([99], records[^1]);
            }
        }
    }

    [Fact]
    public void Cut_inside_a_block_the_chain_starts_with_the_blocks_before()
    {
        var path = Path.Combine(_folder, "blocks.log");
        var before = Fill(path);
        var ids = new List<Checksum256>();
        using (var whole = new DrivenChain(path))
        {
            ids.AddRange(Enumerable.Range(1, (int)before.Blocks).Select(n => whole.Chain.Read(view => view.Block((uint)n)!.Id)));
        }

        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { bytes.Length - 1, bytes.Length - 9, bytes.Length / 2, 60, 44 })
        {
            var cut = Path.Combine(_folder, $"cut-{length}.log");
            File.WriteAllBytes(cut, bytes[..length]);
            using var chain = new DrivenChain(cut);
            var head = chain.Chain.Read(view => view.Head.Number);

            Assert.InRange(head, 1u, before.Blocks - 1);
            Assert.Equal(ids[(int)head - 1], chain.Chain.Read(view => view.Head.Id));
            chain.Chain.FinishBlock();
            Assert.Equal(head + 1, chain.Chain.Read(view => view.Head.Number));
        }
    }

    [Fact]
    public void A_log_of_another_chain_is_refused_by_name()
    {
        var path = Path.Combine(_folder, "blocks.log");
        Fill(path);

        var refused = Assert.Throws<InvalidDataException>(() => EmbeddedChain.Open(
            ChainSettings.Development with { LogPath = path, GenesisTime = Genesis.DefaultTime.AddDays(1) }, TimeProvider.System));

        Assert.Contains("belongs to the chain", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_in_use_is_refused()
    {
        var path = Path.Combine(_folder, "blocks.log");
        using var first = new DrivenChain(path);

        Assert.ThrowsAny<IOException>(() => new DrivenChain(path));
    }

    static (uint Blocks, Checksum256 HeadId, Checksum256 Event) Fill(string path)
    {
        using var chain = new DrivenChain(path);
        chain.SetUpMarket();
        var sent = Expect(chain.Push([chain.OperatorKey], new SendData(7, Box, 1).ToAction(Contract, new("trigger"))));
        chain.Chain.FinishBlock();
        chain.Time.Advance(TimeSpan.FromSeconds(1));
        chain.Chain.FinishBlock();
        return chain.Chain.Read(view => (view.Head.Number, view.Head.Id, sent.Id));
    }
}
