using LocalEnergyMarket.Contracts.Chain.State;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>Takes a snapshot every so many blocks. Taking needs the chain to stand still; writing does not.</summary>
sealed class SnapshotKeeper(SnapshotFolder folder, uint every, Action<string> say)
{
    readonly Lock _writing = new();
    Snapshot? _taken;

    /// <summary>Block of the last one taken.</summary>
    public uint Last { get; set; } = 1;

    /// <param name="head">The state is the one after this block.</param>
    /// <param name="always">Also when the last one is not long ago.</param>
    public void Take(ChainState state, Block head, bool always)
    {
        if (every > 0 && head.Number > Last && (always || head.Number - Last >= every))
        {
            Volatile.Write(ref _taken, new(head.Number, head.Id, StatePacking.Pack(state)));
            Last = head.Number;
        }
    }

    public void WriteTaken()
    {
        lock (_writing)
        {
            if (Interlocked.Exchange(ref _taken, value: null) is not { } snapshot)
            {
                return;
            }

            try
            {
                folder.Write(snapshot);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // The log has everything: without a snapshot only the next start takes longer.
                say($"The snapshot of block {snapshot.Block} could not be written: {failure.Message}");
            }
        }
    }
}
