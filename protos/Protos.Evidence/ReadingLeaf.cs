using System.Buffers;

namespace LocalEnergyMarket.Protos.Evidence;

/// <summary>
/// The canonical form of a meter reading:
/// <c>{"index":1,"quality":1,"register":1,"serial":"…","time":1782043200000,"value":12345}</c>. It is a leaf of a batch's tree (without a
/// salt: the batch never leaves the backend) and, salted, the content of a report on the chain.
/// </summary>
public static class ReadingLeaf
{
    /// <param name="serial">The meter's serial number.</param>
    /// <param name="index">Index of the meter on the box, from 1.</param>
    /// <param name="register">lem.v1.Register as its number.</param>
    /// <param name="timeUnixMs">Milliseconds since 1970 UTC on the market's clock.</param>
    /// <param name="value">In the register's unit: Wh or W.</param>
    /// <param name="quality">lem.v1.Quality as its number.</param>
    public static byte[] Canonical(string serial, uint index, int register, long timeUnixMs, long value, int quality)
    {
        var output = new ArrayBufferWriter<byte>(128);
        Write(output, serial, index, register, timeUnixMs, value, quality);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>As <see cref="Canonical"/>, appended to the output: for many readings in one buffer.</summary>
    public static void Write(IBufferWriter<byte> output, string serial, uint index, int register, long timeUnixMs, long value, int quality)
    {
        output.Write("{\"index\":"u8);
        CanonicalWriter.Integer(output, index);
        output.Write(",\"quality\":"u8);
        CanonicalWriter.Integer(output, quality);
        output.Write(",\"register\":"u8);
        CanonicalWriter.Integer(output, register);
        output.Write(",\"serial\":"u8);
        CanonicalWriter.Text(output, serial);
        output.Write(",\"time\":"u8);
        CanonicalWriter.Integer(output, timeUnixMs);
        output.Write(",\"value\":"u8);
        CanonicalWriter.Integer(output, value);
        output.Write("}"u8);
    }
}
