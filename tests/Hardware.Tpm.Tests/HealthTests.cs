using System.Security.Cryptography;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Hardware.Tpm.Tests;

/// <summary>What is said of a TPM in each of its states; each state is made, not pretended, where a software TPM can be brought into it.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    static readonly byte[] Digest = SHA256.HashData("reading"u8);

    readonly TpmFixture _fixture = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Ready_with_the_defaults_of_its_maker()
    {
        var health = await _fixture.Signer.HealthAsync(Cancellation);

        Assert.Equal((TpmState.Ready, true, ""), (health.State, health.CanSign, health.Detail));
        Assert.Equal(new TpmLockout(Locked: false, 0, 3, 1000, 1000, Owned: false), health.Lockout);
        var tool = await _fixture.ToolAsync("tpm2_getcap", "properties-variable");
        Assert.Contains("TPM2_PT_MAX_AUTH_FAIL: 0x3", tool, StringComparison.Ordinal);
        Assert.Contains("TPM2_PT_LOCKOUT_RECOVERY: 0x3E8", tool, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locked_out_and_still_signing()
    {
        await LockAsync();
        var health = await _fixture.Signer.HealthAsync(Cancellation);

        Assert.Equal((TpmState.LockedOut, true), (health.State, health.CanSign));
        Assert.Equal((true, 3u, 3u, 1000u), (health.Lockout!.Locked, health.Lockout.Tries, health.Lockout.MaxTries, health.Lockout.RecoverySeconds));
        Assert.Contains("3/3", health.Advice("en"), StringComparison.Ordinal);
        Assert.Contains("1000 s", health.Advice("de"), StringComparison.Ordinal);
        Assert.Equal(64, (await _fixture.Signer.SignHashAsync(Digest, Cancellation)).Length);
        // And it could still be enrolled: neither making the endorsement key nor its policy is guarded.
        Assert.NotNull(await TpmEndorsement.OpenAsync(_fixture.Tpm, TpmKeyType.Rsa2048, Cancellation));

        await _fixture.Tpm.ResetLockoutAsync(ReadOnlyMemory<byte>.Empty, Cancellation);
        Assert.Equal(TpmState.Ready, (await _fixture.Signer.HealthAsync(Cancellation)).State);
    }

    [Fact]
    public async Task Power_cuts_do_not_count_as_tries_because_the_key_is_not_guarded()
    {
        for (var cut = 0; cut < 4; cut++)
        {
            await _fixture.Signer.SignHashAsync(Digest, Cancellation);
            await _fixture.Hardware.PowerOffAsync();
            await _fixture.Hardware.PowerOnAsync(Cancellation);
        }

        Assert.Equal((TpmState.Ready, 0u), (await _fixture.Signer.HealthAsync(Cancellation)) is var health ? (health.State, health.Lockout!.Tries) : default);
    }

    [Fact]
    public async Task Absent_while_it_is_off_and_ready_again_without_anybody_doing_anything()
    {
        await _fixture.Hardware.PowerOffAsync();
        var health = await _fixture.Signer.HealthAsync(Cancellation);
        Assert.Equal((TpmState.Absent, false), (health.State, health.CanSign));
        Assert.Contains(_fixture.Tpm.Address, health.Advice("de"), StringComparison.Ordinal);

        await _fixture.Hardware.PowerOnAsync(Cancellation);
        Assert.Equal(TpmState.Ready, (await _fixture.Signer.HealthAsync(Cancellation)).State);
    }

    [Fact]
    public async Task Its_key_gone_after_it_was_cleared()
    {
        await _fixture.Tpm.ClearAsync(ReadOnlyMemory<byte>.Empty, Cancellation);

        var health = await _fixture.Signer.HealthAsync(Cancellation);
        Assert.Equal(TpmState.KeyMissing, health.State);
        Assert.Contains("lem-provision init", health.Advice("en"), StringComparison.Ordinal);
        var e = await Assert.ThrowsAsync<TpmException>(async () => await _fixture.Signer.SignHashAsync(Digest, Cancellation));
        Assert.Equal(TpmRc.Handle, e.Rc);

        await TpmSigner.OpenOrCreateAsync(_fixture.Tpm, Cancellation);
        Assert.Equal(TpmState.KeyOther, (await _fixture.Signer.HealthAsync(Cancellation)).State);
        Assert.Equal(TpmState.Ready, (await _fixture.Tpm.HealthAsync(ReadOnlyMemory<byte>.Empty, Cancellation)).State);
    }

    [Fact]
    public async Task No_permission()
    {
        using var scratch = new ScratchFolder();
        Directory.CreateDirectory(scratch.In("folder"));
        // To open a folder as a file is denied to everybody, to root too.
        using var tpm = new Tpm2(new LinuxTpmDevice(scratch.In("folder")));

        var health = await tpm.HealthAsync(ReadOnlyMemory<byte>.Empty, Cancellation);
        Assert.Equal(TpmState.NoPermission, health.State);
        Assert.Contains("tss", health.Advice("de"), StringComparison.Ordinal);
    }

    /// <summary>Three wrong passwords for a key that is guarded, by tpm2-tools.</summary>
    async Task LockAsync()
    {
        string In(string file) => Path.Combine(_fixture.Folder, file);
        await _fixture.ToolAsync("tpm2_createprimary", "-Q", "-C", "o", "-c", In("primary.ctx"));
        await _fixture.ToolAsync("tpm2_flushcontext", "-t");
        await _fixture.ToolAsync(
            "tpm2_create", "-Q", "-C", In("primary.ctx"), "-G", "ecc", "-p", "right", "-a", "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign", "-c", In("key.ctx"));
        await _fixture.ToolAsync("tpm2_flushcontext", "-t");
        await File.WriteAllTextAsync(In("message"), "x", Cancellation);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<Testbed.TestbedException>(
                () => _fixture.ToolAsync("tpm2_sign", "-c", In("key.ctx"), "-p", "wrong", "-g", "sha256", "-o", In("signature"), In("message")));
            await _fixture.ToolAsync("tpm2_flushcontext", "-t");
        }
    }
}
