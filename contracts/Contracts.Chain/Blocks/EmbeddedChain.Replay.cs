using LocalEnergyMarket.Contracts.Chain.Execution;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

public sealed partial class EmbeddedChain
{
    void Replay()
    {
        if (_settings.LogPath is not { } path)
        {
            return;
        }

        _log = BlockLog.Open(path, out var records);
        if (records.Count == 0)
        {
            _log.Append(ChainId.ToArray());
            return;
        }

        if (!records[0].AsSpan().SequenceEqual(ChainId.ToArray()))
        {
            throw new InvalidDataException(
                $"The block log {path} belongs to the chain {Convert.ToHexStringLower(records[0])}, not to {ChainId}: use its key and genesis time, or another folder.");
        }

        foreach (var record in records.Skip(1))
        {
            Replay(Block.Unpack(record));
        }
    }

    void Replay(Block logged)
    {
        if (logged.Header.Previous != Head.Id)
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

        Add(block);
    }

    static InvalidDataException Differs(Block block, string why) =>
        new($"Block {block.Number} of the log cannot be used: {why}. Was the log written by another version? Start with an empty data folder.");
}
