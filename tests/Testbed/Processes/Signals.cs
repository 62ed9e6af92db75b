using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>POSIX signals to other processes, which .NET cannot send by itself.</summary>
public static partial class Signals
{
    const int SigInt = 2;
    const int SigTerm = 15;

    public static void Interrupt(int processId) => _ = Kill(processId, SigInt);

    public static void Terminate(int processId) => _ = Kill(processId, SigTerm);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
