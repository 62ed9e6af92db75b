using System.Runtime.InteropServices;
using LocalEnergyMarket.Hardware.Gpio.CharDevice;
using LocalEnergyMarket.Hardware.Gpio.Uapi;
using LocalEnergyMarket.Testbed.Processes;
using Microsoft.Win32.SafeHandles;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace LocalEnergyMarket.Hardware.Gpio.Tests.Peer;

/// <summary>
/// A kernel's side in C, compiled here from <c>linux/gpio.h</c>: what the driver sends has to be right as C sees it. One chip of 8 lines, K1 to K8. Its lines are real files, which the
/// driver polls and reads by itself.
/// </summary>
public sealed partial class PeerKernel : IDisposable
{
    const string Library = "gpio-peer";

    static readonly nint Handle = Compile();

    static PeerKernel() => NativeLibrary.SetDllImportResolver(typeof(PeerKernel).Assembly, (name, _, _) => name == Library ? Handle : 0);

    public PeerKernel() => Reset();

    public static CharDeviceDriver Driver(TimeSpan debounce = default) => new("/dev/gpiochip7", "lem-box", debounce, new Seam());

    public void Dispose() => Reset();

    public static PinValue Level(int line) => LevelOf(line) == 1 ? PinValue.High : PinValue.Low;

    public static void Set(int line, PinValue value) => SetLine(line, (int)value);

    internal static LineFlags Flags(int line) => (LineFlags)FlagsOf(line);

    [LibraryImport(Library, EntryPoint = "peer_debounce")]
    internal static partial uint DebounceOf(int line);

    public static bool IsTaken(int line) => Taken(line) != 0;

    [LibraryImport(Library, EntryPoint = "peer_claim", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void Claim(int line, string consumer);

    public static void HaveNoBias() => WithoutBias(1);

    static nint Compile()
    {
        using var folder = new ScratchFolder();
        var source = Path.Combine(folder.Path, "peer.c");
        using (var text = typeof(PeerKernel).Assembly.GetManifestResourceStream("peer.c")!)
        using (var file = File.Create(source))
        {
            text.CopyTo(file);
        }

        var library = Path.Combine(folder.Path, "libpeer.so");
        CCompiler.Run("-shared", "-fPIC", "-Wall", "-Werror", "-o", library, source);
        return NativeLibrary.Load(library);
    }

    [LibraryImport(Library, EntryPoint = "peer_ioctl")]
    private static partial int Ioctl(int file, nuint request, ref byte argument);

    [LibraryImport(Library, EntryPoint = "peer_set")]
    private static partial void SetLine(int line, int level);

    [LibraryImport(Library, EntryPoint = "peer_level")]
    private static partial int LevelOf(int line);

    [LibraryImport(Library, EntryPoint = "peer_flags")]
    private static partial ulong FlagsOf(int line);

    [LibraryImport(Library, EntryPoint = "peer_taken")]
    private static partial int Taken(int line);

    [LibraryImport(Library, EntryPoint = "peer_without_bias")]
    private static partial void WithoutBias(int without);

    [LibraryImport(Library, EntryPoint = "peer_reset")]
    private static partial void Reset();

    sealed class Seam : IGpioKernel
    {
        public SafeFileHandle Open(string path) => File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

        public int Control(SafeFileHandle file, uint request, Span<byte> argument) =>
            Ioctl((int)file.DangerousGetHandle(), request, ref MemoryMarshal.GetReference(argument));
    }
}
