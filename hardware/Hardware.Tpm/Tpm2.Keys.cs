namespace LocalEnergyMarket.Hardware.Tpm;

public sealed partial class Tpm2
{
    const int HashCheckTicket = 0x8024;
    const int NoAlgorithm = 0x0010;

    /// <summary>Makes the primary key of a hierarchy from a template; the same template gives the same key. Flush it after use.</summary>
    public async Task<(uint Handle, TpmPublic Public)> CreatePrimaryAsync(uint hierarchy, ReadOnlyMemory<byte> template, CancellationToken cancellationToken)
    {
        var response = await ExecuteAsync(
            new(0x131, "CreatePrimary", [hierarchy], [Auth.Empty], CreateParameters(template.Span), ReturnsHandle: true), cancellationToken);
        return (response.Handle, TpmPublic.Parse(response.Reader.Sized()));
    }

    /// <summary>Makes a key under a parent: its private half, wrapped by the parent, and its public area.</summary>
    public async Task<(byte[] Private, byte[] Public)> CreateAsync(uint parent, ReadOnlyMemory<byte> template, CancellationToken cancellationToken)
    {
        var response = await ExecuteAsync(
            new(0x153, "Create", [parent], [Auth.Empty], CreateParameters(template.Span)), cancellationToken);
        var reader = response.Reader;
        return (reader.Sized().ToArray(), reader.Sized().ToArray());
    }

    public async Task<uint> LoadAsync(uint parent, byte[] wrapped, byte[] publicArea, CancellationToken cancellationToken)
    {
        var parameters = new TpmWriter().Sized(wrapped).Sized(publicArea).ToArray();
        var response = await ExecuteAsync(new(0x157, "Load", [parent], [Auth.Empty], parameters, ReturnsHandle: true), cancellationToken);
        return response.Handle;
    }

    /// <summary>Loads a public area alone, for example to be shown that a forged one can do nothing.</summary>
    public async Task<uint> LoadExternalAsync(byte[] publicArea, CancellationToken cancellationToken)
    {
        var parameters = new TpmWriter().Sized([]).Sized(publicArea).U32(TpmHandle.Null).ToArray();
        var response = await ExecuteAsync(new(0x167, "LoadExternal", [], [], parameters, ReturnsHandle: true), cancellationToken);
        return response.Handle;
    }

    /// <summary>Keeps a loaded key under a persistent handle; given that persistent handle as <paramref name="key"/>, removes it.</summary>
    public Task EvictControlAsync(uint key, uint persistent, CancellationToken cancellationToken) =>
        ExecuteAsync(
            new(0x120, "EvictControl", [TpmHandle.Owner, key], [Auth.Empty], new TpmWriter().U32(persistent).ToArray()), cancellationToken);

    public async Task<TpmPublic> ReadPublicAsync(uint key, CancellationToken cancellationToken)
    {
        var response = await ExecuteAsync(new(0x173, "ReadPublic", [key], [], []), cancellationToken);
        return TpmPublic.Parse(response.Reader.Sized());
    }

    /// <summary>The public area of a persistent key, or null when the handle is free.</summary>
    public async Task<TpmPublic?> FindPublicAsync(uint key, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadPublicAsync(key, cancellationToken);
        }
        catch (TpmException e) when (e.Rc == TpmRc.Handle)
        {
            return null;
        }
    }

    /// <summary>Frees a transient key or a session.</summary>
    public Task FlushContextAsync(uint handle, CancellationToken cancellationToken) =>
        ExecuteAsync(FlushCommand(handle), cancellationToken);

    /// <summary>Signs a SHA-256 digest with an ECDSA P-256 key.</summary>
    /// <returns>r and s, 32 bytes each. The TPM does not keep s in the lower half.</returns>
    public async Task<byte[]> SignAsync(uint key, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken)
    {
        // The null ticket is right for an unrestricted key: it signs digests from anywhere.
        var parameters = new TpmWriter().Sized(digest.Span).U16(NoAlgorithm).U16(HashCheckTicket).U32(TpmHandle.Null).U16(0).ToArray();
        var response = await ExecuteAsync(new(0x15D, "Sign", [key], [Auth.Empty], parameters), cancellationToken);
        var reader = response.Reader;
        reader.U32();
        var signature = new byte[64];
        TpmPublic.Pad(reader.Sized(), signature.AsSpan(0, 32));
        TpmPublic.Pad(reader.Sized(), signature.AsSpan(32, 32));
        return signature;
    }

    static byte[] CreateParameters(ReadOnlySpan<byte> template)
    {
        // TPM2B_SENSITIVE_CREATE with an empty password and no data, then the template, no outside info, no PCRs.
        return new TpmWriter().U16(4).U16(0).U16(0).Sized(template).U16(0).U32(0).ToArray();
    }
}
