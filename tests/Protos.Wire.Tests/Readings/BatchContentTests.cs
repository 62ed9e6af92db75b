using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Readings;

namespace LocalEnergyMarket.Protos.Wire.Tests.Readings;

public sealed class BatchContentTests
{
    [Fact]
    public void A_good_header_is_read() => Assert.Equal(7UL, BatchContent.Parse(Batch().ToByteArray()).Sequence);

    [Fact]
    public void A_damaged_header_is_refused_with_the_field()
    {
        Refused(b => b.BoxId = "box-1", "box_id: ");
        Refused(b => b.Sequence = 0, "sequence: ");
        Refused(b => b.PreviousHash = ByteString.CopyFrom(1, 2), "previous_hash: 2 bytes instead of 32.");
        Refused(b => b.Root = ByteString.Empty, "root: 0 bytes instead of 32.");
    }

    [Fact]
    public void Bytes_that_are_no_batch_are_refused() =>
        Assert.StartsWith("content: ", Assert.Throws<ReadingFormatException>(() => BatchContent.Parse([0xff, 0xff, 0xff])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_hash_is_sha_256_of_the_content() =>
        Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Convert.ToHexString(BatchContent.Hash("abc"u8)));

    static void Refused(Action<ReadingBatch> damage, string message)
    {
        var batch = Batch();
        damage(batch);
        var exception = Assert.Throws<ReadingFormatException>(() => BatchContent.Parse(batch.ToByteArray()));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    static ReadingBatch Batch() => new()
    {
        BoxId = "7f1c0c7e-6d6a-4a57-9a3e-1f1d1c1b1a19",
        Sequence = 7,
        PreviousHash = ByteString.CopyFrom(new byte[32]),
        Root = ByteString.CopyFrom(new byte[32]),
        Meters = { SomeReadings.Columns() },
    };
}
