using System.Security.Cryptography;
using Google.Protobuf;
using LocalEnergyMarket.Backend.Registry;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Protos.Evidence;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Tests.Boxes;

/// <summary>A box whose key lies in memory, entered in the register as if its TPM had been attested, with its chain of batches.</summary>
sealed class SoftwareBox : IDisposable
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    ulong _sequence;
    byte[] _hash = BatchContent.NoBatchHash.ToArray();

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Its account, which is on the chain only once somebody makes it.</summary>
    public string Account => AccountOf(Id);

    public byte[] PublicKey
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return [4, .. point.X!, .. point.Y!];
        }
    }

    public string Serial => $"1TST{Id:N}"[..14];

    /// <param name="database">The backend's.</param>
    /// <param name="revoked">Whether it is revoked at once.</param>
    public static async Task<SoftwareBox> EnrolAsync(string database, CancellationToken cancellation, bool revoked = false)
    {
        var box = new SoftwareBox();
        await using var store = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.AddRegistry();
        });
        await using var session = store.LightweightSession();
        var events = new List<object> { new BoxEnrolled("test", box.PublicKey, box.Account, [], "maker", "model", "1") };
        if (revoked)
        {
            events.Add(new BoxRevoked("stolen"));
        }

        session.Events.StartStream<Backend.Registry.Boxes.Box>(box.Id, [.. events]);
        await session.SaveChangesAsync(cancellation);
        return box;
    }

    public byte[] Sign(byte[] digest) => _key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public Reading Energy(DateTimeOffset time, long value, Register register = Register.EnergyExportWh, string? serial = null, uint index = 1) =>
        new(serial ?? Serial, index, register, time, value, Quality.Good);

    /// <summary>The next batch of the chain; <paramref name="damage"/> changes it before it is signed.</summary>
    public SignedBatch Next(IReadOnlyList<Reading> readings, Action<ReadingBatch>? damage = null)
    {
        var ordered = ReadingOrder.Sorted(readings);
        var root = new MerkleRoot();
        foreach (var r in ordered)
        {
            root.Add(ReadingLeaf.Canonical(r.MeterSerial, r.MeterIndex, (int)r.Register, r.Time.ToUnixTimeMilliseconds(), r.Value, (int)r.Quality));
        }

        var batch = new ReadingBatch
        {
            BoxId = Id.ToString(), Sequence = ++_sequence, PreviousHash = ByteString.CopyFrom(_hash), Root = ByteString.CopyFrom(root.Compute().ToArray()),
        };
        batch.Meters.AddRange(ReadingColumns.Encode(ordered));
        damage?.Invoke(batch);
        var content = batch.ToByteArray();
        _hash = BatchContent.Hash(content);
        return new() { Content = ByteString.CopyFrom(content), Signature = ByteString.CopyFrom(Sign(SignedBatchContent.Digest(content))) };
    }

    public void Dispose() => _key.Dispose();

    static string AccountOf(Guid id) => "box" + string.Concat(id.ToByteArray().Take(9).Select(b => (char)('a' + (b % 26))));
}
