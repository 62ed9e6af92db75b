using System.Runtime.InteropServices;

namespace LocalEnergyMarket.Testbed.Processes;

/// <summary>POSIX signals to other processes, which .NET cannot send by itself.</summary>
public static partial class Signals
{
    const int SigInt = 2;
    const int SigTerm = 15;
    const int SigStop = 19;
    const int SigCont = 18;

    public static void Interrupt(int processId) => _ = Kill(processId, SigInt);

    public static void Terminate(int processId) => _ = Kill(processId, SigTerm);

    /// <summary>Freezes a process, as a machine that hangs would.</summary>
    public static void Freeze(int processId) => _ = Kill(processId, SigStop);

    public static void Thaw(int processId) => _ = Kill(processId, SigCont);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
