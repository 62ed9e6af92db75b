namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>
/// The way to a TPM: takes one complete command and gives back its complete response. An implementation opens itself again after a
/// failure, so that a TPM that was away is found again by the next command.
/// </summary>
public abstract class Tpm2Device : IDisposable
{
    /// <summary>Largest command or response of a TPM 2.0 as PC client chips have it.</summary>
    public const int MaxMessage = 4096;

    /// <summary>The address for people, for example <c>/dev/tpmrm0</c> or <c>127.0.0.1:2321</c>.</summary>
    public abstract string Address { get; }

    /// <summary>Whether somebody between here and the TPM gives each user slots of its own, as the kernel does at <c>/dev/tpmrm0</c>.</summary>
    public virtual bool HasResourceManager => false;

    /// <summary>Sends a command and waits for its response. Calls must not overlap: <see cref="Tpm2"/> holds the one lock.</summary>
    /// <exception cref="TpmUnreachableException">The TPM could not be reached; the message says where.</exception>
    public abstract Task<byte[]> DispatchAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the address: a path to a device file, or <c>host:port</c> of a software TPM's command socket.
    /// </summary>
    /// <exception cref="FormatException">The address is neither.</exception>
    public static Tpm2Device Open(string address)
    {
        if (address.StartsWith('/'))
        {
            return new LinuxTpmDevice(address);
        }

        var colon = address.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(address.AsSpan(colon + 1), out var port) && port > 0
            ? new TcpTpmDevice(address[..colon], port)
            : throw new FormatException(
                $"The TPM's address '{address}' is not understood: write a device file such as /dev/tpmrm0, or host:port of a software TPM.");
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
