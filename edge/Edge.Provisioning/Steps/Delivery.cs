using Google.Protobuf;
using LocalEnergyMarket.Edge.Gateway.Batches;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>Brings what is in the journal to a backend while the box's service does not run: closes it into signed batches and waits until they are acknowledged.</summary>
static class Delivery
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>The backend, and the sequence of the last batch; 0 if there was nothing to deliver.</returns>
    /// <exception cref="ProblemException">No backend took it; what is in the journal stays there.</exception>
    public static async Task<(string Backend, ulong Sequence)> RunAsync(
        BoxOptions options, BackendAccess access, BoxIdentity identity, BoxKey key, BoxJournal journal, CancellationToken cancellationToken)
    {
        ProblemException? last = null;
        foreach (var address in options.Backends)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            try
            {
                return (address, await DeliverAsync(new(address), options, access, identity, key, journal, limit.Token));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                last = new(ProblemId.NotAcknowledged, address);
            }
            catch (Exception e) when (Diagnosis.Knows(e))
            {
                last = Diagnosis.Of(e);
            }
        }

        throw last!;
    }

    static async Task<ulong> DeliverAsync(
        Uri address, BoxOptions options, BackendAccess access, BoxIdentity identity, BoxKey key, BoxJournal journal, CancellationToken cancellationToken)
    {
        using var backend = BackendConnection.Open(address, access);
        using var call = backend.Client.Connect(cancellationToken: cancellationToken);
        var stream = call.ResponseStream;
        var challenge = await NextAsync(BackendMessage.MessageOneofCase.Challenge);
        var hello = await Greeting.SignAsync(identity.BoxId, challenge.Challenge, backend.EndPoint, key.Signer, "lem-provision", cancellationToken);
        await call.RequestStream.WriteAsync(new() { Hello = hello }, cancellationToken);
        var welcome = (await NextAsync(BackendMessage.MessageOneofCase.Welcome)).Welcome;
        Adopt(journal, welcome);

        var closer = new BatchCloser(identity.BoxId, journal, key.Signer, Work.Market(options));
        var sent = welcome.AcknowledgedSequence;
        var answered = sent;
        BatchRefusal? refused = null;
        while (await NextBatchesAsync() is { Count: > 0 } batches)
        {
            foreach (var batch in batches)
            {
                await call.RequestStream.WriteAsync(
                    new() { Batch = new() { Content = ByteString.CopyFrom(batch.Content.Span), Signature = ByteString.CopyFrom(batch.Signature.Span) } }, cancellationToken);
                sent = batch.Sequence;
            }

            while (answered < sent)
            {
                answered = Math.Max(answered, await AnswerAsync());
            }
        }

        await call.RequestStream.CompleteAsync();
        return refused is null ? journal.Tip()?.Sequence ?? 0 : throw new ProblemException(ProblemId.BatchRefused, $"{refused.Sequence}: {refused.Reason}, {refused.Detail}");

        // As many wait as may: the rest is closed when some of them have been answered.
        async Task<IReadOnlyList<StoredBatch>> NextBatchesAsync()
        {
            while (await closer.CloseAsync(cancellationToken) is not null)
            {
            }

            return journal.BatchesAfter(sent, options.Window);
        }

        async Task<ulong> AnswerAsync()
        {
            while (await stream.MoveNext(cancellationToken))
            {
                if (stream.Current.Ack is { } ack)
                {
                    journal.Acknowledge(ack.Sequence);
                    return ack.Sequence;
                }

                if (stream.Current.Refusal is { Reason: RefusalReason.Sequence } other)
                {
                    throw new ProblemException(ProblemId.JournalFork, other.Detail);
                }

                if (stream.Current.Refusal is { } refusal)
                {
                    // It is kept as refused, as the service does it, and the next are sent.
                    journal.Refuse(refusal.Sequence, $"{refusal.Reason}: {refusal.Detail}");
                    refused = refusal;
                    return refusal.Sequence;
                }

                if (stream.Current.GoAway is { } away)
                {
                    throw new ProblemException(ProblemId.BackendUnwell, away.Reason);
                }

                // Commands are for the service; they come again to its stream.
            }

            throw new ProblemException(ProblemId.NotAcknowledged, $"{address}");
        }

        async Task<BackendMessage> NextAsync(BackendMessage.MessageOneofCase expected) =>
            await stream.MoveNext(cancellationToken) && stream.Current.MessageCase == expected ? stream.Current : throw new ProblemException(ProblemId.BackendRefused, $"{address}");
    }

    /// <summary>Holds what the backend has against the journal, as the service does.</summary>
    static void Adopt(BoxJournal journal, Welcome welcome)
    {
        if (journal.Tip() is not { } tip)
        {
            journal.StartChain(new(welcome.AcknowledgedSequence, welcome.AcknowledgedHash.Memory));
            return;
        }

        if (welcome.AcknowledgedSequence > tip.Sequence || (journal.HashOf(welcome.AcknowledgedSequence) is { } hash && !hash.Span.SequenceEqual(welcome.AcknowledgedHash.Span)))
        {
            throw new ProblemException(ProblemId.JournalFork, $"{welcome.AcknowledgedSequence}, {tip.Sequence}");
        }

        journal.Acknowledge(welcome.AcknowledgedSequence);
    }
}
