using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Anchoring.Watching;

/// <summary>Reads blocks ahead, several at a time, and gives them in their order as far as they are certain.</summary>
static class BlockReading
{
    /// <summary>Blocks whose effects are written together.</summary>
    const int Most = 128;

    /// <summary>Questions to the node at the same time.</summary>
    const int AtOnce = 8;

    /// <summary>The next blocks, each behind the one before, and why there are no more of them.</summary>
    /// <param name="from">The first.</param>
    /// <param name="last">The last that may be read.</param>
    /// <param name="previous">The id that the first must follow; null if that is not known.</param>
    /// <returns>Blocks in order; and the failure that ended them, null if there was none.</returns>
    public static async Task<(IReadOnlyList<TracedBlock> Blocks, Exception? Failure)> ReadAsync(
        Eos chain, uint from, uint last, Checksum256? previous, CancellationToken cancellation)
    {
        using var turns = new SemaphoreSlim(AtOnce);
        var asked = Enumerable.Range(0, (int)Math.Min(last - from + 1, Most)).Select(offset => AskAsync(from + (uint)offset)).ToList();
        await Task.WhenAll(asked.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        var blocks = new List<TracedBlock>();
        foreach (var answer in asked)
        {
            if (!answer.IsCompletedSuccessfully)
            {
                return (blocks, answer.Exception?.InnerException ?? new HttpRequestException("The node did not answer in time."));
            }

            var number = from + (uint)blocks.Count;
            if (await answer is not { } block)
            {
                return (blocks, new HttpRequestException(
                    $"The node has no trace of the irreversible block {number}: it needs the trace API from there on, or a node that has it must be asked. Nothing is skipped."));
            }

            if (!block.IsIrreversible)
            {
                // A node that is behind the one asked before may have a block of a fork at this number.
                return (blocks, null);
            }

            if (previous is { } before && block.PreviousId != before)
            {
                return (blocks, new InvalidOperationException(
                    $"Block {number} of the node follows {block.PreviousId}, but {before} was irreversible: the node is of another fork, or its chain was made anew. "
                    + "Nothing is taken from it; ask a node of the right chain."));
            }

            blocks.Add(block);
            previous = block.Id;
        }

        return (blocks, null);

        async Task<TracedBlock?> AskAsync(uint number)
        {
            await turns.WaitAsync(cancellation);
            try
            {
                return await chain.GetTracedBlock(number, cancellation);
            }
            finally
            {
                turns.Release();
            }
        }
    }
}
