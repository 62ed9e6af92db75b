using System.Security.Cryptography;
using Google.Protobuf;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Testbed.Boxes;

/// <summary>A batch as a simulated box signed it.</summary>
/// <param name="Hash">Of its content: what the next one names.</param>
public sealed record SimulatedBatch(ulong Sequence, byte[] Hash, IReadOnlyList<Reading> Readings, SignedBatch Wire);

/// <summary>
/// A box without a device: a P-256 key in memory, a chain of signed batches, and what the backend has said of each. It forgets nothing, so that it
/// can be held against the database afterwards.
/// </summary>
public sealed class SimulatedBox : IDisposable
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly List<SimulatedBatch> _batches = [];
    readonly List<ulong> _acknowledged = [];
    readonly List<BatchRefusal> _refusals = [];
    readonly List<string> _broken = [];
    readonly Lock _lock = new();
    byte[] _hash = BatchContent.NoBatchHash.ToArray();
    ulong _stored;

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Its account, which is on the chain only once somebody makes it.</summary>
    public string Account => "box" + string.Concat(Id.ToByteArray().Take(9).Select(b => (char)('a' + (b % 26))));

    /// <summary>The uncompressed point, 65 bytes.</summary>
    public byte[] PublicKey
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return [4, .. point.X!, .. point.Y!];
        }
    }

    /// <summary>All batches that it has signed, the first first.</summary>
    public IReadOnlyList<SimulatedBatch> Batches
    {
        get
        {
            lock (_lock)
            {
                return [.. _batches];
            }
        }
    }

    /// <summary>The sequences of which a BatchAck came, in the order they came; one that came again stands here again.</summary>
    public IReadOnlyList<ulong> Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return [.. _acknowledged];
            }
        }
    }

    /// <summary>What the backend kept aside.</summary>
    public IReadOnlyList<BatchRefusal> Refusals
    {
        get
        {
            lock (_lock)
            {
                return [.. _refusals];
            }
        }
    }

    /// <summary>What the backend said that cannot be, a sentence each: a promise it broke.</summary>
    public IReadOnlyList<string> BrokenPromises
    {
        get
        {
            lock (_lock)
            {
                return [.. _broken];
            }
        }
    }

    /// <summary>The highest sequence that the backend has said to have stored, by an acknowledgement or a Welcome.</summary>
    public ulong Stored
    {
        get
        {
            lock (_lock)
            {
                return _stored;
            }
        }
    }

    /// <summary>Serial number of its meter, from 1.</summary>
    public string Serial(int meter) => $"{meter}SIM{Id:N}"[..14];

    public byte[] Sign(ReadOnlySpan<byte> digest)
    {
        lock (_key)
        {
            return _key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <summary>Signs the next batch of the chain.</summary>
    /// <param name="readings">Its readings, in any order.</param>
    /// <param name="damage">Changes it before it is signed.</param>
    public SimulatedBatch Add(IEnumerable<Reading> readings, Action<ReadingBatch>? damage = null)
    {
        var ordered = ReadingOrder.Sorted(readings);
        var root = new MerkleRoot();
        foreach (var r in ordered)
        {
            root.Add(ReadingLeaf.Canonical(r.MeterSerial, r.MeterIndex, (int)r.Register, r.Time.ToUnixTimeMilliseconds(), r.Value, (int)r.Quality));
        }

        lock (_lock)
        {
            var batch = new ReadingBatch
            {
                BoxId = Id.ToString(),
                Sequence = (ulong)_batches.Count + 1,
                PreviousHash = ByteString.CopyFrom(_hash),
                Root = ByteString.CopyFrom(root.Compute().ToArray()),
                ClosedUnixUs = ordered.Count == 0 ? 0 : ordered.Max(reading => reading.Time).ToUnixTimeMilliseconds() * 1000,
            };
            batch.Meters.AddRange(ReadingColumns.Encode(ordered));
            damage?.Invoke(batch);
            var content = batch.ToByteArray();
            _hash = BatchContent.Hash(content);
            var wire = new SignedBatch { Content = ByteString.CopyFrom(content), Signature = ByteString.CopyFrom(Sign(SignedBatchContent.Digest(content))) };
            var made = new SimulatedBatch((ulong)_batches.Count + 1, _hash, ordered, wire);
            _batches.Add(made);
            return made;
        }
    }

    public void Dispose() => _key.Dispose();

    /// <summary>The batch of this sequence; null if it is not signed yet.</summary>
    internal SimulatedBatch? Find(ulong sequence)
    {
        lock (_lock)
        {
            return sequence >= 1 && sequence <= (ulong)_batches.Count ? _batches[(int)sequence - 1] : null;
        }
    }

    internal void Hear(BatchAck ack)
    {
        lock (_lock)
        {
            if (ack.Sequence == 0 || ack.Sequence > (ulong)_batches.Count)
            {
                _broken.Add($"batch {ack.Sequence} was acknowledged, which was never signed");
            }

            _acknowledged.Add(ack.Sequence);
            _stored = Math.Max(_stored, ack.Sequence);
        }
    }

    internal void Hear(BatchRefusal refusal)
    {
        lock (_lock)
        {
            _refusals.Add(refusal);
        }
    }

    internal void Hear(Welcome welcome)
    {
        lock (_lock)
        {
            if (welcome.AcknowledgedSequence < _stored)
            {
                _broken.Add($"batch {_stored} was acknowledged, and now the backend has only {welcome.AcknowledgedSequence}");
            }
            else if (welcome.AcknowledgedSequence > (ulong)_batches.Count)
            {
                _broken.Add($"the backend has batch {welcome.AcknowledgedSequence}, which was never signed");
            }
            else if (welcome.AcknowledgedSequence > 0 && !welcome.AcknowledgedHash.Span.SequenceEqual(_batches[(int)welcome.AcknowledgedSequence - 1].Hash))
            {
                _broken.Add($"the backend has another batch {welcome.AcknowledgedSequence} than was signed");
            }

            _stored = Math.Max(_stored, welcome.AcknowledgedSequence);
        }
    }
}
