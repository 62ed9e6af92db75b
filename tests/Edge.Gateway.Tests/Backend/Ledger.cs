using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.Attestation.Enrollment;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Backend;

/// <summary>What goes wrong with a batch that arrives.</summary>
enum Fault
{
    None,
    /// <summary>The stream breaks before the batch is committed.</summary>
    BreakBeforeCommit,
    /// <summary>The stream breaks after the commit and before the acknowledgement.</summary>
    BreakBeforeAcknowledgement,
    /// <summary>The backend says goodbye after the acknowledgement.</summary>
    GoAway,
    /// <summary>The backend puts the batch aside.</summary>
    Refuse,
}

/// <summary>What a backend has committed for one box, and how it is to behave.</summary>
sealed class Ledger
{
    readonly List<Reading> _readings = [];
    readonly Lock _lock = new();

    public required string BoxId { get; init; }

    /// <summary>65 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; set; }

    public EnrollmentVerifier? Enrollment { get; init; }

    public byte[] ChainId { get; } = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    /// <summary>Taken in order, one for each batch that arrives; none when it is empty.</summary>
    public ConcurrentQueue<Fault> Faults { get; } = new();

    /// <summary>Sent to the box when a stream is open.</summary>
    public ConcurrentQueue<BackendMessage> Commands { get; } = new();

    /// <summary>Sent to the box on the stream that is open, or the next.</summary>
    public ConcurrentQueue<BackendMessage> Orders { get; } = new();

    /// <summary>By SHA-256, hexadecimal.</summary>
    public ConcurrentDictionary<string, byte[]> Packages { get; } = [];

    public ConcurrentQueue<BoxMessage> Answers { get; } = new();

    /// <summary>Batches wait until this holds.</summary>
    public Func<Ledger, bool> MayCommit { get; set; } = _ => true;

    public ConcurrentQueue<string> Errors { get; } = new();

    public ulong Sequence { get; private set; }

    public byte[] Hash { get; private set; } = new byte[32];

    public int Streams;

    /// <summary>The backend's port of each stream that was opened.</summary>
    public ConcurrentQueue<int> Ports { get; } = new();

    public IReadOnlyList<Reading> Readings
    {
        get
        {
            lock (_lock)
            {
                return [.. _readings];
            }
        }
    }

    public ConcurrentQueue<Gap> Gaps { get; } = new();

    public ConcurrentQueue<ClockChange> ClockChanges { get; } = new();

    public void Commit(
        ulong sequence, byte[] hash, IReadOnlyList<Reading> readings, IReadOnlyList<Gap>? gaps = null, IReadOnlyList<ClockChange>? changes = null)
    {
        lock (_lock)
        {
            (Sequence, Hash) = (sequence, hash);
            _readings.AddRange(readings);
            foreach (var gap in gaps ?? [])
            {
                Gaps.Enqueue(gap);
            }

            foreach (var change in changes ?? [])
            {
                ClockChanges.Enqueue(change);
            }
        }
    }

    public async Task UntilAsync(Func<Ledger, bool> condition, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        while (!condition(this))
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
