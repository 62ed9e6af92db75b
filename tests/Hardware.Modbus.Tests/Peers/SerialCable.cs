namespace LocalEnergyMarket.Hardware.Modbus.Tests;

/// <summary>Two pseudo-terminals joined by a process: what goes into one end comes out of the other.</summary>
sealed class SerialCable : IDisposable
{
    readonly PeerProcess _process;

    SerialCable(PeerProcess process, string left, string right) => (_process, Left, Right) = (process, left, right);

    public string Left { get; }

    public string Right { get; }

    /// <param name="echo">The left end gets its own bytes back too, as from an adapter that listens to itself.</param>
    public static async Task<SerialCable> OpenAsync(CancellationToken cancellationToken, bool echo = false)
    {
        var process = PeerProcess.Python("serial_cable.py", echo ? ["echo"] : []);
        var ends = (await process.ReadyAsync(cancellationToken)).Split(',');
        return new(process, ends[0], ends[1]);
    }

    public void Dispose() => _process.Dispose();
}
