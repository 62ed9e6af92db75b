using System.Text;

namespace LocalEnergyMarket.Hardware.Tpm;

public sealed partial class Tpm2
{
    const uint StartupCode = 0x144;
    const uint FixedProperties = 0x100;
    const uint CapabilityProperties = 6;
    const uint CapabilityHandles = 1;
    const uint TransientKeys = 0x80000000;
    const uint LoadedSessions = 0x02000000;

    /// <summary>TPM2_Startup(CLEAR); a TPM that is already started is left as it is.</summary>
    public async Task StartupAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(StartupCommand(), cancellationToken);
        }
        catch (TpmException e) when (e.Rc == TpmRc.Initialize)
        {
            // TPM_RC_INITIALIZE to a Startup means that the TPM is running.
        }
    }

    /// <summary>TPM2_Shutdown(CLEAR), so that the next start is an orderly one.</summary>
    public Task ShutdownAsync(CancellationToken cancellationToken) =>
        ExecuteAsync(new(0x145, "Shutdown", [], [], new TpmWriter().U16(0).ToArray()), cancellationToken);

    public async Task<byte[]> GetRandomAsync(int count, CancellationToken cancellationToken)
    {
        var response = await ExecuteAsync(new(0x17B, "GetRandom", [], [], new TpmWriter().U16(count).ToArray()), cancellationToken);
        return response.Reader.Sized().ToArray();
    }

    /// <summary>The maker, the model text and the firmware (TPM_PT 0x105 to 0x10C).</summary>
    public async Task<TpmInfo> GetInfoAsync(CancellationToken cancellationToken)
    {
        var properties = await GetPropertiesAsync(FixedProperties, 32, cancellationToken);
        var firmware = (properties.GetValueOrDefault(0x10Bu) >> 16, properties.GetValueOrDefault(0x10Bu) & 0xFFFF);
        return new(
            Text([properties.GetValueOrDefault(0x105u)]),
            Text([.. Enumerable.Range(0x106, 4).Select(p => properties.GetValueOrDefault((uint)p))]),
            $"{firmware.Item1}.{firmware.Item2}");
    }

    /// <summary>TPM properties from <paramref name="first"/> on, by their number.</summary>
    public async Task<IReadOnlyDictionary<uint, uint>> GetPropertiesAsync(uint first, int count, CancellationToken cancellationToken)
    {
        var response = await GetCapabilityAsync(CapabilityProperties, first, count, cancellationToken);
        var reader = response.Reader;
        reader.Take(5);
        var properties = new Dictionary<uint, uint>();
        for (var left = reader.U32(); left > 0; left--)
        {
            properties[reader.U32()] = reader.U32();
        }

        return properties;
    }

    /// <summary>Handles that exist from <paramref name="first"/> on within its range: persistent keys, NV indices, transient keys.</summary>
    public async Task<IReadOnlyList<uint>> GetHandlesAsync(uint first, CancellationToken cancellationToken)
    {
        return ReadHandles(await GetCapabilityAsync(CapabilityHandles, first, 64, cancellationToken));
    }

    /// <summary>TPM2_SelfTest: of everything, or of what was not tested yet.</summary>
    public Task SelfTestAsync(bool everything, CancellationToken cancellationToken) => ExecuteAsync(SelfTestCommand(everything), cancellationToken);

    Task<TpmResponse> GetCapabilityAsync(uint capability, uint first, int count, CancellationToken cancellationToken) =>
        ExecuteAsync(CapabilityCommand(capability, first, count), cancellationToken);

    static uint[] ReadHandles(TpmResponse response)
    {
        var reader = response.Reader;
        reader.Take(5);
        var handles = new uint[Math.Min(reader.U32(), 254)];
        for (var i = 0; i < handles.Length; i++)
        {
            handles[i] = reader.U32();
        }

        return handles;
    }

    static TpmCommand StartupCommand() => new(StartupCode, "Startup", [], [], new TpmWriter().U16(0).ToArray());

    static TpmCommand SelfTestCommand(bool everything = false) => new(0x143, "SelfTest", [], [], new TpmWriter().U8(everything ? (byte)1 : (byte)0).ToArray());

    static TpmCommand FlushCommand(uint handle) => new(0x165, "FlushContext", [], [], new TpmWriter().U32(handle).ToArray());

    static TpmCommand CapabilityCommand(uint capability, uint first, int count) =>
        new(0x17A, "GetCapability", [], [], new TpmWriter().U32(capability).U32(first).U32((uint)count).ToArray());

    static string Text(uint[] words) =>
        Encoding.ASCII.GetString([.. words.SelectMany(w => new[] { (byte)(w >> 24), (byte)(w >> 16), (byte)(w >> 8), (byte)w })]).Trim('\0', ' ');
}

/// <param name="Manufacturer">TCG vendor id, for example <c>IFX</c>, <c>STM</c>, <c>IBM</c> (libtpms).</param>
/// <param name="Model">The maker's text.</param>
/// <param name="Firmware">Major and minor version.</param>
public sealed record TpmInfo(string Manufacturer, string Model, string Firmware);
