using LocalEnergyMarket.Contracts.Chain.State;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>Where a chain keeps what it has, and how it gets it back.</summary>
sealed record Storage(IBlockArchive Archive, TransactionIndex Transactions, SnapshotKeeper? Snapshots, SnapshotFolder? Folder, Genesis Genesis, Action<string> Say)
{
    public static Storage Open(ChainSettings settings, Action<string> say)
    {
        var genesis = settings.Genesis;
        var first = new Block(genesis.FirstHeader, Signature: null, []);
        var transactions = new TransactionIndex();
        if (settings.LogPath is not { } path)
        {
            return new(new MemoryArchive(first), transactions, Snapshots: null, Folder: null, genesis, say);
        }

        var archive = FileArchive.Open(path, first, genesis.ChainId, transactions);
        if (archive.Cut is { } cut)
        {
            say($"{cut} The chain goes on after block {archive.Last}.");
        }

        var folder = new SnapshotFolder(Path.GetDirectoryName(Path.GetFullPath(path))!, genesis.ChainId);
        return new(archive, transactions, new(folder, settings.SnapshotEvery, say), folder, genesis, say);
    }

    /// <returns>The state of the newest snapshot that is good and of this log, and its block; else the state after block 1.</returns>
    public (ChainState State, uint Block) Restore()
    {
        foreach (var file in Folder?.Files ?? [])
        {
            try
            {
                var snapshot = Folder!.Read(file);
                if (snapshot.Block > Archive.Last)
                {
                    Say($"The log ends with block {Archive.Last}, but {file} is of block {snapshot.Block}: the disk lost blocks that it had confirmed as written. The chain goes on after block {Archive.Last}.");
                    File.Move(file, file + ".unused", overwrite: true);
                }
                else if (Archive.Read(snapshot.Block).Id != snapshot.BlockId)
                {
                    Say($"The snapshot {file} is of other blocks than the log; an older one is tried.");
                    File.Move(file, file + ".unused", overwrite: true);
                }
                else
                {
                    var state = StatePacking.Unpack(snapshot.State);
                    Snapshots!.Last = snapshot.Block;
                    return (state, snapshot.Block);
                }
            }
            catch (Exception unusable) when (unusable is InvalidDataException or EosioFormatException or ArgumentException)
            {
                Say($"The snapshot {file} cannot be used: {unusable.Message}. An older one is tried, or the whole log is executed again.");
                File.Move(file, file + ".unused", overwrite: true);
            }
        }

        return (GenesisState.Of(Genesis), 1);
    }
}
