using LocalEnergyMarket.Contracts.Chain.Execution;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

public sealed partial class EmbeddedChain
{
    /// <summary>Starts from the newest good snapshot and what the log has after it, or anew when there is no log.</summary>
    /// <param name="say">Told what a person should know: what a power cut took, a snapshot that cannot be used, a long wait.</param>
    /// <exception cref="InvalidDataException">The log belongs to another chain, is damaged before its end, or this version computes another result from it.</exception>
    /// <exception cref="IOException">The log cannot be read or written.</exception>
    public static EmbeddedChain Open(ChainSettings settings, TimeProvider time, Action<string>? say = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var storage = Storage.Open(settings, say ?? (_ => { }));
        try
        {
            var (state, at) = storage.Restore();
            var chain = new EmbeddedChain(settings, time, state, at, storage);
            chain.Replay(storage);
            return chain;
        }
        catch
        {
            storage.Archive.Dispose();
            throw;
        }
    }

    void Replay(Storage storage)
    {
        const uint Many = 20_000;
        var first = _head.Number;
        if (_archive.Last - first > Many)
        {
            storage.Say($"Blocks {first + 1} to {_archive.Last} are executed again; this may take a while.");
        }

        while (_head.Number < _archive.Last)
        {
            Replay(_archive.Read(_head.Number + 1));
        }

        _snapshots?.Take(_state, _head, always: false);
        _snapshots?.WriteTaken();
    }

    void Replay(Block logged)
    {
        if (logged.Header.Previous != _head.Id)
        {
            throw Differs(logged, "it does not follow the block before it");
        }

        var pending = Start(logged.Header.Timestamp);
        foreach (var receipt in logged.Transactions)
        {
            var incoming = _processor.Unpack(receipt.Transaction, ExecutionMode.Replay);
            var (trace, receipts) = _processor.Execute(incoming, pending.Context, ExecutionMode.Replay);
            if (trace.Receipt is null)
            {
                throw Differs(logged, $"its transaction {incoming.Id} fails: {trace.Failure!.Message}");
            }

            Keep(pending, incoming, trace, receipts);
        }

        var block = pending.Finish(_ => logged.Signature!);
        if (block.Id != logged.Id)
        {
            throw Differs(logged, "executing it again gives another result");
        }

        Advance(block);
    }

    static InvalidDataException Differs(Block block, string why) =>
        new($"Block {block.Number} of the log cannot be used: {why}. Was the log written by another version? Use that one, or start with an empty data folder.");
}
