using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalEnergyMarket.Hardware.Gpio.Uapi;

/// <summary>The calls of the kernel that only it can serve. Waiting for a line and reading its events are ordinary calls on its file.</summary>
interface IGpioKernel
{
    /// <exception cref="IOException">As of a file.</exception>
    /// <exception cref="UnauthorizedAccessException">As of a file.</exception>
    SafeFileHandle Open(string path);

    /// <returns>0, or the error number.</returns>
    int Control(SafeFileHandle file, uint request, Span<byte> argument);
}

sealed class LinuxGpioKernel : IGpioKernel
{
    public static readonly LinuxGpioKernel Instance = new();

    // Shared: no advisory lock on a device that others use too.
    public SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    public int Control(SafeFileHandle file, uint request, Span<byte> argument) =>
        Libc.Ioctl(file, request, ref MemoryMarshal.GetReference(argument)) < 0 ? Marshal.GetLastPInvokeError() : 0;
}

/// <summary>Calls with a struct as their argument.</summary>
static class GpioCalls
{
    extension(IGpioKernel kernel)
    {
        public int Call<T>(SafeFileHandle file, uint request, ref T argument)
            where T : unmanaged => kernel.Control(file, request, MemoryMarshal.AsBytes(new Span<T>(ref argument)));
    }
}
