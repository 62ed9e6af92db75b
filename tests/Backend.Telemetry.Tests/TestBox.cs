using System.Security.Cryptography;
using Google.Protobuf;
using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Telemetry.Tests;

/// <summary>A box that signs with a key in memory and keeps its own chain of batches.</summary>
sealed class TestBox : IDisposable
{
    public static readonly Timeslot Noon = new(1_782_039_600);

    ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    ulong _sequence;
    byte[] _hash = BatchContent.NoBatchHash.ToArray();

    public TestBox() => Enrolled = new(Guid.NewGuid(), Point());

    public EnrolledBox Enrolled { get; private set; }

    public MeterId Meter => new(Enrolled.Id, "1EMH0012345678");

    public static Reading Energy(int seconds, long value, Register register = Register.EnergyExportWh, Quality quality = Quality.Good) =>
        new("1EMH0012345678", 1, register, Noon.Start.AddSeconds(seconds), value, quality);

    /// <summary>The next batch of the chain, as the box would send it; <paramref name="damage"/> makes it another before it is signed.</summary>
    public SentBatch Next(IReadOnlyList<Reading> readings, Action<ReadingBatch>? damage = null)
    {
        var ordered = ReadingOrder.Sorted(readings);
        var root = new MerkleRoot();
        foreach (var r in ordered)
        {
            root.Add(ReadingLeaf.Canonical(r.MeterSerial, r.MeterIndex, (int)r.Register, r.Time.ToUnixTimeMilliseconds(), r.Value, (int)r.Quality));
        }

        var batch = new ReadingBatch
        {
            BoxId = Enrolled.Id.ToString(),
            Sequence = ++_sequence,
            PreviousHash = ByteString.CopyFrom(_hash),
            Root = ByteString.CopyFrom(root.Compute().ToArray()),
        };
        batch.Meters.AddRange(ReadingColumns.Encode(ordered));
        damage?.Invoke(batch);
        var sent = Sign(batch.ToByteArray());
        _hash = BatchContent.Hash(sent.Content);
        return sent;
    }

    /// <summary>Its TPM was cleared or exchanged; box and chain stay.</summary>
    public void ExchangeKey()
    {
        _key.Dispose();
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Enrolled = Enrolled with { PublicKey = Point(), FormerKeys = [.. Enrolled.FormerKeys, Enrolled.PublicKey] };
    }

    public SentBatch Sign(byte[] content) =>
        new(content, _key.SignHash(SignedBatchContent.Digest(content), DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public Task<BatchOutcome> SendAsync(BatchIngest ingest, SentBatch batch) =>
        ingest.IngestAsync(Enrolled, batch.Content, batch.Signature, TestContext.Current.CancellationToken);

    public void Dispose() => _key.Dispose();

    byte[] Point()
    {
        var point = _key.ExportParameters(false).Q;
        return [4, .. point.X!, .. point.Y!];
    }
}

sealed record SentBatch(byte[] Content, byte[] Signature);
