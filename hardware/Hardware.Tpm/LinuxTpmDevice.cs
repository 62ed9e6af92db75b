namespace LocalEnergyMarket.Hardware.Tpm;

/// <summary>
/// The kernel's TPM behind its resource manager, <c>/dev/tpmrm0</c>: one write is one command, one read is its response. The user needs
/// the group <c>tss</c>.
/// </summary>
public sealed class LinuxTpmDevice(string path = LinuxTpmDevice.ResourceManager) : Tpm2Device
{
    public const string ResourceManager = "/dev/tpmrm0";

    FileStream? _file;

    public override string Address => path;

    /// <summary><c>/dev/tpmrm0</c> has one, <c>/dev/tpm0</c> has not.</summary>
    public override bool HasResourceManager => Path.GetFileName(path).StartsWith("tpmrm", StringComparison.Ordinal);

    public override async Task<byte[]> DispatchAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken)
    {
        try
        {
            // Unbuffered: the kernel takes one write as one command. Shared: no advisory lock on the device file.
            _file ??= new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            await _file.WriteAsync(command, cancellationToken);
            var response = new byte[MaxMessage];
            var read = await _file.ReadAsync(response, CancellationToken.None);
            return read > 0 ? response[..read] : throw new IOException("it gave no response");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new TpmUnreachableException(State(e), $"The TPM at {path} could not be used: {Hint(e)}", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _file?.Dispose();
        _file = null;
        base.Dispose(disposing);
    }

    static TpmState State(Exception e) => e is UnauthorizedAccessException ? TpmState.NoPermission : TpmState.Absent;

    static string Hint(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such device; is the TPM's driver loaded?",
        UnauthorizedAccessException => "access is denied; the user must be in the group tss.",
        _ => e.Message,
    };
}
