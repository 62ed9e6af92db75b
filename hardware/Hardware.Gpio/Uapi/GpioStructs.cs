using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Hardware.Gpio.Uapi;

/// <summary>
/// The structs of <c>linux/gpio.h</c>. Every offset is written down: 64-bit members are aligned to 8 in the kernel's, also where a compiler for 32 bit would not. What is
/// not named here is padding that has to be zero.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 68)]
struct ChipInfo
{
    [FieldOffset(0)] public Text32 Name;
    [FieldOffset(32)] public Text32 Label;
    [FieldOffset(64)] public uint Lines;
}

[StructLayout(LayoutKind.Explicit, Size = 256)]
struct LineInfo
{
    [FieldOffset(0)] public Text32 Name;
    [FieldOffset(32)] public Text32 Consumer;
    [FieldOffset(64)] public uint Offset;
    [FieldOffset(68)] public uint AttributeCount;
    [FieldOffset(72)] public LineFlags Flags;
}

/// <summary>An attribute and the lines of the request that it is for, as a bitmap.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
struct LineAttribute
{
    [FieldOffset(0)] public LineAttributeId Id;
    [FieldOffset(8)] public ulong OutputValues;
    [FieldOffset(8)] public uint DebouncePeriodMicroseconds;
    [FieldOffset(16)] public ulong Mask;
}

[StructLayout(LayoutKind.Explicit, Size = 272)]
struct LineConfig
{
    [FieldOffset(0)] public LineFlags Flags;
    [FieldOffset(8)] public uint AttributeCount;
    [FieldOffset(32)] public LineAttributes Attributes;
}

[StructLayout(LayoutKind.Explicit, Size = 592)]
struct LineRequest
{
    [FieldOffset(0)] public LineOffsets Offsets;
    [FieldOffset(256)] public Text32 Consumer;
    [FieldOffset(288)] public LineConfig Config;
    [FieldOffset(560)] public uint LineCount;
    [FieldOffset(564)] public uint EventBufferSize;
    [FieldOffset(588)] public int File;
}

[StructLayout(LayoutKind.Explicit, Size = 16)]
struct LineValues
{
    [FieldOffset(0)] public ulong Bits;
    [FieldOffset(8)] public ulong Mask;
}

[StructLayout(LayoutKind.Explicit, Size = 48)]
struct LineEvent
{
    [FieldOffset(0)] public ulong TimestampNanoseconds;
    [FieldOffset(8)] public LineEventId Id;
    [FieldOffset(12)] public uint Offset;
    [FieldOffset(16)] public uint Sequence;
    [FieldOffset(20)] public uint LineSequence;
}

[InlineArray(32)]
struct Text32
{
    byte _first;
}

[InlineArray(64)]
struct LineOffsets
{
    uint _first;
}

[InlineArray(10)]
struct LineAttributes
{
    LineAttribute _first;
}
