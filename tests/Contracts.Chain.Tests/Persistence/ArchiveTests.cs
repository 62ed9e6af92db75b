using System.Runtime.CompilerServices;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;
using static LocalEnergyMarket.Contracts.Chain.Tests.KeeperChain;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Persistence;

public sealed class ArchiveTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lem-chain-").FullName;

    string Log => Path.Combine(_folder, "blocks.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Blocks_and_traces_are_read_back_as_they_were_made()
    {
        List<Block> made;
        Checksum256 last;
        using (var chain = new KeeperChain(Log))
        {
            chain.SetUp();
            var active = new PermissionLevel(Alice, Name.Parse("active"));
            Expect(chain.Push(
                new UpdateAuth(Alice, Name.Parse("active"), Name.Parse("owner"), Authority.WithCode(chain.Key.PublicKey, Alice)).By(new PermissionLevel(Alice, Name.Parse("owner"))),
                new SetCode(Alice, 0, 0, ProbeContract.Wasm).By(active)));
            chain.Finish();

            // Rows, console and RAM; a notification, an inline action and a return value; two transactions in a block, one of them compressed.
            Expect(chain.Push(new ContractAction(Alice, new(1), [active], default)));
            var notifying = chain.Prepare(new ContractAction(Alice, new(2), [active], BitConverter.GetBytes(Bob.Value)));
            last = notifying.Id;
            Expect(chain.Chain.Push(PackedTransaction.From(new(notifying, [chain.Key.Sign(notifying.SigningDigest(chain.Chain.ChainId))]), TransactionCompression.Zlib)));
            chain.Finish();
            chain.Finish();
            made = chain.Chain.Read(view => Enumerable.Range(1, (int)view.Head.Number).Select(n => view.Block((uint)n)!).ToList());
        }

        using var again = new KeeperChain(Log);

        Assert.Equal(string.Join('\n', made.Select(Text)), again.Chain.Read(view => string.Join('\n', made.Select(b => Text(view.Block(b.Id)!)))));
        Assert.Contains("filled", made.SelectMany(b => b.Traces).SelectMany(t => t.Actions).Select(a => a.Console).First(c => c.Length > 0), StringComparison.Ordinal);
        Assert.Equal(3, again.Chain.FindTransaction(last)?.Trace.Actions.Count);
        Assert.Null(again.Chain.FindTransaction(Checksum256.Hash([1])));
    }

    [Fact]
    public void Only_the_last_blocks_stay_in_memory()
    {
        using var chain = new KeeperChain(Log);
        var blocks = Make(chain, 200);

        GC.Collect();

        Assert.InRange(blocks.Count(b => b.IsAlive), 1, 70);
        Assert.Equal(150u, chain.Chain.Read(view => view.Block(150)?.Number));
    }

    [Fact]
    public void What_a_transaction_index_has_forgotten_is_found_in_the_log()
    {
        List<Block> blocks;
        using (var chain = new KeeperChain(Log))
        {
            chain.SetUp();
            blocks = chain.Chain.Read(view => new[] { 2u, view.Head.Number }.Select(n => view.Block(n)!).ToList());
        }

        using var archive = FileArchive.Open(Log, new(ChainSettings.Development.Genesis.FirstHeader, Signature: null, []), ChainSettings.Development.Genesis.ChainId, new());
        foreach (var block in blocks)
        {
            foreach (var id in block.Transactions.Select(t => t.Transaction.Unpack().Transaction.Id))
            {
                Assert.Equal(block.Number, archive.SearchTransaction(id, archive.Last));
                Assert.Null(archive.SearchTransaction(id, block.Number - 1));
            }
        }
    }

    [Fact]
    public void An_index_of_transactions_keeps_the_latest()
    {
        var index = new TransactionIndex();
        for (var i = 0; i < 131_073; i++)
        {
            index.Add(Checksum256.Hash(BitConverter.GetBytes(i)), (uint)i);
        }

        Assert.True(index.HasForgotten);
        Assert.Null(index.Find(Checksum256.Hash(BitConverter.GetBytes(0))));
        Assert.Equal(1u, index.Find(Checksum256.Hash(BitConverter.GetBytes(1))));
    }

    [Fact]
    public void A_transaction_is_forgotten_when_it_has_expired_and_then_refused_as_expired()
    {
        using var chain = new KeeperChain(Log);
        chain.SetUp();
        var packed = chain.Sign(chain.Prepare(Act(Keeper, "put", Bob, Bob.Value, 1, 9)));
        Expect(chain.Chain.Push(packed));
        Assert.Equal(3040008, Assert.Throws<Errors.ChainException>(() => chain.Chain.Push(packed)).Kind.Code);
        var held = chain.Chain.Read(view => view.State.Transactions.Count);

        chain.Time.Advance(TimeSpan.FromHours(1.1));
        chain.Finish();
        chain.Finish();

        Assert.Equal(3040005, Assert.Throws<Errors.ChainException>(() => chain.Chain.Push(packed)).Kind.Code);
        Assert.Equal((true, 0), (held > 0, chain.Chain.Read(view => view.State.Transactions.Count)));
    }

    [Fact]
    public void A_log_of_another_chain_is_refused_by_name()
    {
        using (new KeeperChain(Log))
        {
        }

        var refused = Assert.Throws<InvalidDataException>(() => EmbeddedChain.Open(
            ChainSettings.Development with { LogPath = Log, GenesisTime = Genesis.DefaultTime.AddDays(1) }, TimeProvider.System));

        Assert.Contains("belongs to the chain", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_in_use_is_refused()
    {
        using var first = new KeeperChain(Log);

        Assert.ThrowsAny<IOException>(() => new KeeperChain(Log));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static List<WeakReference> Make(KeeperChain chain, int count) => [.. Enumerable.Range(0, count).Select(_ => new WeakReference(chain.Finish()))];

    static string Text(Block block) => string.Join(
        '\n',
        block.Traces.Where(t => t.Receipt is not null).Select(t => $"{t.Id} {t.BlockNumber} {t.BlockTime} {t.Elapsed} {t.NetUsage} {t.Receipt!.Digest()}\n{string.Join('\n', t.Actions.Select(Text))}")
            .Prepend(block.Number == 1 ? "first" : Convert.ToHexStringLower(block.Pack())));

    static string Text(ActionTrace action)
    {
        var packed = new PackedWriter();
        action.Action.Write(packed);
        return $"{action.Ordinal} {action.Creator} {action.ClosestUnnotifiedAncestor} {action.Receiver} {Convert.ToHexStringLower(packed.Written)} '{action.Console}' {Convert.ToHexStringLower(action.ReturnValue.Span)} "
            + $"{action.Elapsed} {string.Join(' ', action.RamDeltas)} {action.Receipt!.Digest()} {action.Receipt.ActDigest}";
    }
}
