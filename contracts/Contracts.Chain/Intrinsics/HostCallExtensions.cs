using System.Buffers.Binary;
using LocalEnergyMarket.Contracts.Chain.Execution;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.WebAssembly;

namespace LocalEnergyMarket.Contracts.Chain.Intrinsics;

static class HostCallExtensions
{
    public static ActionContext Action(this HostCall call) => call.Context<ActionContext>();

    public static Name Name(this HostCall call, int index) => new(call.U64(index));

    public static void WriteUInt64(this HostCall call, int pointer, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(call.Fixed(pointer, sizeof(ulong)), value);

    public static UInt128 ReadUInt128(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128LittleEndian(bytes);

    /// <summary>Copies to the buffer at <paramref name="pointer"/> as much as fits.</summary>
    /// <returns>The bytes copied; the whole length when the buffer's length is 0.</returns>
    public static int CopyOut(this HostCall call, ReadOnlySpan<byte> source, int pointer, int length)
    {
        var room = call.U32(length);
        if (room == 0)
        {
            return source.Length;
        }

        var count = (int)Math.Min(room, (uint)source.Length);
        source[..count].CopyTo(call.Fixed(pointer, count));
        call.Charge(count / 16);
        return count;
    }
}
