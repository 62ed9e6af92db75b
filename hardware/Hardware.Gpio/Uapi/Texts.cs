using System.Text;

namespace LocalEnergyMarket.Hardware.Gpio.Uapi;

/// <summary>Names in the kernel's structs: 32 bytes, ended by a zero.</summary>
static class Texts
{
    public static string Read(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    public static void Write(Span<byte> target, string text)
    {
        target.Clear();
        var bytes = Encoding.ASCII.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, target.Length - 1)).CopyTo(target);
    }
}
