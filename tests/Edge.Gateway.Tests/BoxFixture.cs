using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Edge.Gateway.Tests;

/// <summary>A software TPM with a signing key, for the tests of a class.</summary>
public sealed class BoxFixture : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();

    public SoftwareTpm Tpm { get; private set; } = null!;

    public BoxKey Key { get; private set; } = null!;

    public string TpmAddress => $"127.0.0.1:{Tpm.Port}";

    public async ValueTask InitializeAsync()
    {
        Tpm = await SoftwareTpm.StartAsync(_scratch.In("tpm"), TestContext.Current.CancellationToken);
        Key = await BoxKey.OpenAsync(TpmAddress, create: true, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Key?.Dispose();
        if (Tpm is not null)
        {
            await Tpm.DisposeAsync();
        }

        _scratch.Dispose();
    }
}
