using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Edge.Identity.Tests;

/// <summary>An enrolled box starts whatever its TPM does, unless measuring on would be for nothing.</summary>
public sealed class BoxKeyTests : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    SoftwareTpm? _hardware;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string Address => $"127.0.0.1:{_hardware!.Port}";

    public async ValueTask InitializeAsync() => _hardware = await SoftwareTpm.StartAsync(_scratch.In("tpm"), Cancellation);

    [Fact]
    public async Task A_tpm_that_is_off_at_the_start_is_waited_for()
    {
        var identity = await EnrolledAsync();
        await _hardware!.PowerOffAsync();

        var (key, health) = await BoxKey.OpenAsync(Address, identity, Cancellation);
        using (key)
        {
            Assert.Equal(TpmState.Absent, health.State);
            await Assert.ThrowsAsync<TpmUnreachableException>(async () => await key.Signer.SignHashAsync(new byte[32], Cancellation));

            await _hardware.PowerOnAsync(Cancellation);
            Assert.Equal(64, (await key.Signer.SignHashAsync(new byte[32], Cancellation)).Length);
            Assert.Equal(TpmState.Ready, (await key.HealthAsync(Cancellation)).State);
        }
    }

    [Fact]
    public async Task A_tpm_with_another_key_or_none_is_said_at_once()
    {
        var identity = await EnrolledAsync();
        using (var tpm = new Tpm2(Tpm2Device.Open(Address)))
        {
            await tpm.ClearAsync(ReadOnlyMemory<byte>.Empty, Cancellation);
        }

        var missing = await Assert.ThrowsAsync<IdentityException>(() => BoxKey.OpenAsync(Address, identity, Cancellation));
        Assert.Contains("no signing key", missing.Message, StringComparison.Ordinal);
        (await BoxKey.OpenAsync(Address, create: true, Cancellation)).Dispose();
        var other = await Assert.ThrowsAsync<IdentityException>(() => BoxKey.OpenAsync(Address, identity, Cancellation));
        Assert.Contains("not the one", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_without_a_key_is_said()
    {
        var identity = await EnrolledAsync() with { PublicKey = "no hex" };
        await Assert.ThrowsAsync<IdentityException>(() => BoxKey.OpenAsync(Address, identity, Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        if (_hardware is not null)
        {
            await _hardware.DisposeAsync();
        }

        _scratch.Dispose();
    }

    async Task<BoxIdentity> EnrolledAsync()
    {
        using var key = await BoxKey.OpenAsync(Address, create: true, Cancellation);
        return new(Guid.NewGuid().ToString(), key.PublicKeyHex, "lem.box1", "lem.market", new string('0', 64));
    }
}
