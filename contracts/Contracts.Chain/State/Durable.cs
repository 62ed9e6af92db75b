using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>Makes what was done in a folder outlast a power cut: a file that was made or renamed is there only when its folder is on the disk.</summary>
static partial class Durable
{
    const int ReadOnly = 0;

    /// <exception cref="IOException">The folder is not on the disk.</exception>
    public static void Folder(string path)
    {
        var folder = Open(path, ReadOnly);
        if (folder < 0)
        {
            throw Failed(path);
        }

        try
        {
            if (Sync(folder) != 0)
            {
                throw Failed(path);
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    static IOException Failed(string path) => new($"The folder {path} cannot be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
