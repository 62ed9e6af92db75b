using LocalEnergyMarket.Contracts.Chain.Blocks;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Persistence;

public sealed class BlockLogTests : IDisposable
{
    const int Records = 40;

    readonly string _folder = Directory.CreateTempSubdirectory("lem-chain-").FullName;

    string Log => Path.Combine(_folder, "blocks.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cut_at_any_byte_it_gives_the_whole_records_before_and_takes_new_ones()
    {
        const int few = 7;
        var whole = Write(few);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Log, whole[..length]);
            var expected = Enumerable.Range(1, few).Count(n => EndOf(n) <= length);
            using (var log = BlockLog.Open(Log, (index, record) => Assert.Equal(Content(index), record)))
            {
                Assert.Equal(expected, log.Count);
                Assert.Equal(length == (expected == 0 ? 0 : EndOf(expected)), log.Cut is null);
                log.Append([99]);
            }

            using var again = BlockLog.Open(Log, (_, _) => { });
            Assert.Equal(expected + 1, again.Count);
            Assert.Equal([99], again.Read(expected));
            Assert.Null(again.Cut);
        }
    }

    [Fact]
    public void Any_byte_damaged_before_the_last_record_is_refused_and_nothing_is_lost()
    {
        var whole = Write();
        for (var at = 0; at < EndOf(Records - 1); at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(Log, damaged);

            var refused = Assert.Throws<InvalidDataException>(() => BlockLog.Open(Log, (_, _) => { }));

            Assert.Contains(at < EndOf(1) ? "damaged" : "whole records follow", refused.Message, StringComparison.Ordinal);
            Assert.Equal(damaged, File.ReadAllBytes(Log));
        }
    }

    [Fact]
    public void Any_byte_damaged_in_the_last_record_costs_this_record_and_is_said()
    {
        var whole = Write();
        for (var at = EndOf(Records - 1); at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(Log, damaged);

            using var log = BlockLog.Open(Log, (index, record) => Assert.Equal(Content(index), record));

            Assert.Equal(Records - 1, log.Count);
            Assert.Contains("power cut", log.Cut, StringComparison.Ordinal);
            Assert.Equal(damaged[EndOf(Records - 1)..], File.ReadAllBytes($"{Log}.{EndOf(Records - 1)}.cut"));
        }
    }

    [Fact]
    public void A_tail_of_zeros_that_a_file_system_left_is_cut()
    {
        var whole = Write();
        File.WriteAllBytes(Log, [.. whole[..(EndOf(30) + 5)], .. new byte[5000]]);

        using var log = BlockLog.Open(Log, (_, _) => { });

        Assert.Equal(30, log.Count);
    }

    [Fact]
    public void Another_file_is_refused_and_left_as_it_is()
    {
        var other = Enumerable.Repeat("something else entirely\n", 10).SelectMany(System.Text.Encoding.ASCII.GetBytes).ToArray();
        File.WriteAllBytes(Log, other);

        Assert.Throws<InvalidDataException>(() => BlockLog.Open(Log, (_, _) => { }));
        Assert.Equal(other, File.ReadAllBytes(Log));
    }

    [Fact]
    public void Records_are_read_in_any_order()
    {
        Write();
        using var log = BlockLog.Open(Log, (_, _) => { });

        foreach (var index in Enumerable.Range(0, Records).Concat(Enumerable.Range(0, Records).Reverse()).Concat([7, 39, 8, 32, 31, 33]))
        {
            Assert.Equal(Content(index), log.Read(index));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => log.Read(Records));
    }

    [Fact]
    public void After_a_write_that_failed_nothing_more_is_written()
    {
        using var log = BlockLog.Open("/dev/full", (_, _) => { });

        Assert.ThrowsAny<IOException>(() => log.Append([1]));
        Assert.ThrowsAny<IOException>(() => log.Append([1]));
        Assert.Equal(0, log.Count);
    }

    static byte[] Content(long index) => [.. Enumerable.Repeat((byte)(index + 1), (int)((index % 5 * 13) + 30))];

    /// <summary>Where the n-th record ends.</summary>
    static int EndOf(int n) => Enumerable.Range(0, n).Sum(i => Content(i).Length + 16);

    byte[] Write(int count = Records)
    {
        File.Delete(Log);
        using (var log = BlockLog.Open(Log, (_, _) => { }))
        {
            for (var i = 0; i < count; i++)
            {
                log.Append(Content(i));
            }
        }

        return File.ReadAllBytes(Log);
    }
}
