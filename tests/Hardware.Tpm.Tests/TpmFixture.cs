using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Hardware.Tpm.Tests;

/// <summary>One software TPM with a signing key, for the tests of a class.</summary>
public sealed class TpmFixture : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();

    public SoftwareTpm Hardware { get; private set; } = null!;

    public Tpm2 Tpm { get; private set; } = null!;

    public TpmSigner Signer { get; private set; } = null!;

    public string Folder => _scratch.Path;

    public async ValueTask InitializeAsync()
    {
        Hardware = await SoftwareTpm.StartAsync(_scratch.In("tpm"), TestContext.Current.CancellationToken);
        Tpm = Open();
        Signer = await TpmSigner.OpenOrCreateAsync(Tpm, TestContext.Current.CancellationToken);
    }

    public Tpm2 Open() => new(Tpm2Device.Open($"127.0.0.1:{Hardware.Port}"));

    /// <summary>Runs a program of tpm2-tools, the independent implementation, against the same TPM.</summary>
    public Task<string> ToolAsync(params IReadOnlyList<string> command) =>
        CommandLine.RunAsync(
            [command[0], "--tcti", $"swtpm:host=127.0.0.1,port={Hardware.Port}", .. command.Skip(1)], TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Tpm?.Dispose();
        if (Hardware is not null)
        {
            await Hardware.DisposeAsync();
        }

        _scratch.Dispose();
    }
}
