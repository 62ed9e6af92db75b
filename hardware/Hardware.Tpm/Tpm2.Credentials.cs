using System.Security.Cryptography;

namespace LocalEnergyMarket.Hardware.Tpm;

public sealed partial class Tpm2
{
    const int NvChunk = 512;
    const byte PolicySession = 0x01;
    const int Sha256 = 0x000B;

    /// <summary>The content of an NV index that may be read with an empty password, or null when there is no such index.</summary>
    public async Task<byte[]?> NvReadAsync(uint index, CancellationToken cancellationToken)
    {
        int size;
        try
        {
            size = await NvSizeAsync(index, cancellationToken);
        }
        catch (TpmException e) when (e.Rc == TpmRc.Handle)
        {
            return null;
        }

        var content = new byte[size];
        for (var offset = 0; offset < size; offset += NvChunk)
        {
            var count = Math.Min(NvChunk, size - offset);
            var parameters = new TpmWriter().U16(count).U16(offset).ToArray();
            var response = await ExecuteAsync(new(0x14E, "NV_Read", [index, index], [Auth.Empty], parameters), cancellationToken);
            response.Reader.Sized().CopyTo(content.AsSpan(offset));
        }

        return content;
    }

    /// <summary>A session in which the endorsement key's policy is fulfilled: PolicySecret(TPM_RH_ENDORSEMENT). Flush it after use.</summary>
    public async Task<uint> StartEndorsementSessionAsync(CancellationToken cancellationToken)
    {
        var parameters = new TpmWriter().Sized(RandomNumberGenerator.GetBytes(16)).U16(0).U8(PolicySession).U16(NoAlgorithm).U16(Sha256).ToArray();
        var started = await ExecuteAsync(
            new(0x176, "StartAuthSession", [TpmHandle.Null, TpmHandle.Null], [], parameters, ReturnsHandle: true), cancellationToken);
        await ExecuteAsync(
            new(0x151, "PolicySecret", [TpmHandle.Endorsement, started.Handle], [Auth.Empty], new TpmWriter().U16(0).U16(0).U16(0).U32(0).ToArray()),
            cancellationToken);
        return started.Handle;
    }

    /// <summary>
    /// Opens a credential that was made for <paramref name="key"/>'s Name and the endorsement key: gives its secret only if both live in
    /// this TPM (TPM 2.0 part 1, 24; part 3, ActivateCredential).
    /// </summary>
    /// <param name="credentialBlob">TPM2B_ID_OBJECT.</param>
    /// <param name="encryptedSecret">TPM2B_ENCRYPTED_SECRET.</param>
    public async Task<byte[]> ActivateCredentialAsync(
        uint key, uint endorsementKey, uint policySession, ReadOnlyMemory<byte> credentialBlob, ReadOnlyMemory<byte> encryptedSecret, CancellationToken cancellationToken)
    {
        var parameters = new TpmWriter().Raw(credentialBlob.Span).Raw(encryptedSecret.Span).ToArray();
        var response = await ExecuteAsync(
            new(0x147, "ActivateCredential", [key, endorsementKey], [Auth.Empty, new(policySession)], parameters), cancellationToken);
        return response.Reader.Sized().ToArray();
    }

    async Task<int> NvSizeAsync(uint index, CancellationToken cancellationToken)
    {
        var response = await ExecuteAsync(new(0x169, "NV_ReadPublic", [index], [], []), cancellationToken);
        var reader = new TpmReader(response.Reader.Sized());
        reader.Take(4 + 2 + 4);
        reader.Sized();
        return reader.U16();
    }
}
