using FsCheck;
using FsCheck.Fluent;
using LocalEnergyMarket.Hardware.Modbus.Bus;
using LocalEnergyMarket.Hardware.Modbus.Lines;
using LocalEnergyMarket.Hardware.Modbus.Pdu;
using LocalEnergyMarket.Hardware.Modbus.Rtu;
using LocalEnergyMarket.Hardware.Modbus.Tcp;

namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>Frames and turns by chance.</summary>
public sealed class FramingTests
{
    const byte Unit = 9;

    static readonly Gen<byte> Any = Gen.Choose(0, 255).Select(i => (byte)i);

    /// <summary>A read of some registers and its answer.</summary>
    static readonly Gen<(byte[] Request, byte[] Frame)> Reads =
        from count in Gen.Choose(1, 125)
        from values in Any.ArrayOf(2 * count)
        select (new byte[] { 3, 0, 40, 0, (byte)count }, Sealed([Unit, 3, (byte)(2 * count), .. values]));

    [Theory]
    [InlineData("0103000000 0A", 0xCDC5)]
    [InlineData("0103020005", 0x4778)]
    [InlineData("", 0xFFFF)]
    public void The_check_is_the_known_one(string hex, int crc) =>
        Assert.Equal(crc, Crc16.Of(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));

    [Fact]
    public void In_whatever_pieces_an_answer_comes_and_whatever_noise_before_it_is_found_when_whole() => Prop.ForAll(
        (from read in Reads
         from noise in Any.ListOf().Select(bytes => bytes.Take(40).ToArray())
         select (read.Request, read.Frame, Noise: noise)).ToArbitrary(),
        made =>
        {
            byte[] all = [.. made.Noise, .. made.Frame];
            for (var length = 0; length < all.Length; length++)
            {
                if (RtuScan.ForAnswer(all.AsSpan(0, length), Unit, made.Request).Found)
                {
                    return false;
                }
            }

            var found = RtuScan.ForAnswer(all, Unit, made.Request);
            // Noise that happens to be a frame with a right check is one.
            return found.Foreign > 0 || (found.Start, found.Length) == (made.Noise.Length, made.Frame.Length);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_wrong_byte_and_it_is_no_answer() => Prop.ForAll(
        (from read in Reads
         from at in Gen.Choose(0, read.Frame.Length - 1)
         from change in Gen.Choose(1, 255)
         select (read.Request, read.Frame, At: at, Change: (byte)change)).ToArbitrary(),
        made =>
        {
            byte[] damaged = [.. made.Frame];
            damaged[made.At] ^= made.Change;
            return !RtuScan.ForAnswer(damaged, Unit, made.Request).Found;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Frames_of_others_before_the_answer_are_skipped_whole_even_with_the_answer_inside_them() => Prop.ForAll(
        (from read in Reads.Where(r => r.Frame.Length < 200)
         from unit in Gen.Choose(1, 247).Where(u => u != Unit)
         select (read.Request, read.Frame, Foreign: Sealed([(byte)unit, 4, (byte)read.Frame.Length, .. read.Frame]))).ToArbitrary(),
        made =>
        {
            var found = RtuScan.ForAnswer([.. made.Foreign, .. made.Frame], Unit, made.Request);
            return found.Foreign == 1 && found.Start == made.Foreign.Length && found.Length == made.Frame.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_late_answer_of_another_shape_is_not_taken()
    {
        var request = new byte[] { 3, 0, 0, 0, 2 };
        var answer = Sealed([Unit, 3, 4, 1, 2, 3, 4]);
        byte[][] late = [Sealed([Unit, 3, 2, 1, 2]), Sealed([Unit, 4, 4, 1, 2, 3, 4]), Sealed([Unit, 6, 0, 1, 0, 1]), Sealed([Unit, 0x84, 2])];
        foreach (var frame in late)
        {
            var found = RtuScan.ForAnswer([.. frame, .. answer], Unit, request);
            Assert.Equal((1, frame.Length, answer.Length), (found.Foreign, found.Start, found.Length));
        }
    }

    [Fact]
    public void Requests_are_found_among_the_answers_of_others() => Prop.ForAll(
        (from read in Reads
         from unit in Gen.Choose(1, 247)
         select (Answer: read.Frame, Request: Sealed([(byte)unit, .. read.Request]))).ToArbitrary(),
        made =>
        {
            var found = RtuScan.ForRequest([.. made.Answer, .. made.Request]);
            return (found.Start, found.Length) == (made.Answer.Length, made.Request.Length);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_bytes_come_nothing_is_read_beyond_them() => Prop.ForAll(
        Any.ListOf().Select(bytes => bytes.ToArray()).ToArbitrary(),
        bytes =>
        {
            RtuScan.ForAnswer(bytes, Unit, [43, 14, 1, 0]);
            RtuScan.ForRequest(bytes);
            return RtuFrames.AnswerLength(bytes) <= RtuFrames.MaxLength && RtuFrames.RequestLength(bytes) <= RtuFrames.MaxLength;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void In_whatever_pieces_frames_come_both_framings_find_the_answer() => Prop.ForAll(
        (from read in Reads
         from sizes in Gen.Choose(1, 20).ListOf()
         from rtu in Gen.Elements(true, false)
         select (read.Request, read.Frame, Sizes: sizes, Rtu: rtu)).ToArbitrary(),
        made =>
        {
            var framing = made.Rtu ? new RtuFraming(echo: false, TimeSpan.Zero, TimeProvider.System) : (IFraming)new MbapFraming();
            var pdu = made.Frame[1..^2];
            var other = new byte[] { 0x70, 0x07, 0, 0, 0, 3, Unit, 0x83, 2 };
            var answer = made.Rtu ? made.Frame : (byte[])[.. other, 0, 1, 0, 0, 0, (byte)(pdu.Length + 1), Unit, .. pdu];
            var response = new byte[ModbusPdu.MaxLength];
            // The line has all bytes at hand, so nothing is waited for.
            var length = framing.ExchangeAsync(new PieceLine(answer, made.Sizes), Unit, made.Request, response, CancellationToken.None);
            return length.IsCompletedSuccessfully && response.AsSpan(0, length.Result).SequenceEqual(pdu);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_unit_waits_for_ever_and_none_is_asked_too_soon() => Prop.ForAll(
        (from units in Gen.Choose(2, 6)
         from gaps in Gen.Choose(0, 60).ArrayOf(units)
         from pause in Gen.Choose(0, 50)
         select (Gaps: gaps, Pause: pause)).ToArbitrary(),
        made =>
        {
            var ready = new TimeSpan[made.Gaps.Length];
            var served = new long[made.Gaps.Length];
            BusTurn? last = null;
            var now = TimeSpan.Zero;
            for (var turn = 1L; turn <= 400; turn++)
            {
                BusCandidate[] waiting = [.. ready.Select((at, unit) => new BusCandidate((byte)unit, at, served[unit]))];
                var (index, at) = BusOrder.Next(waiting, last, TimeSpan.FromMilliseconds(made.Pause), now);
                now = at > now ? at : now;
                if (now < ready[index] || (last is { } before && before.Unit != index && now < before.EndedAt + TimeSpan.FromMilliseconds(made.Pause)))
                {
                    return false;
                }

                now += TimeSpan.FromMilliseconds(10);
                last = new((byte)index, now, last is { } l && l.Unit == index ? l.InARow + 1 : 1);
                ready[index] = now + TimeSpan.FromMilliseconds(made.Gaps[index]);
                served[index] = turn;
                if (turn > 100 && served.Min() < turn - (3 * BusOrder.LongestRow * made.Gaps.Length))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    static byte[] Sealed(byte[] withoutCheck)
    {
        byte[] frame = [.. withoutCheck, 0, 0];
        Crc16.Seal(frame);
        return frame;
    }

    /// <summary>Brings bytes in pieces of the sizes given, then one by one.</summary>
    sealed class PieceLine(byte[] bytes, IReadOnlyList<int> sizes) : ILine
    {
        int _at;
        int _piece;

        public TimeSpan FrameSilence => TimeSpan.Zero;

        public ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
        {
            var size = Math.Min(Math.Min(_piece < sizes.Count ? sizes[_piece++] : 1, target.Length), bytes.Length - _at);
            bytes.AsMemory(_at, size).CopyTo(target);
            _at += size;
            return size > 0 ? new(size) : throw new EndOfStreamException();
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public int Discard() => 0;

        public TimeSpan TimeOf(int bytes) => TimeSpan.Zero;

        public void Dispose()
        {
        }
    }
}
