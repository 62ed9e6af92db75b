using System.Security.Cryptography;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Edge.Identity.Tests;

/// <summary>A TPM is taken for the supplier, and what that is good for: shown by tpm2-tools.</summary>
public sealed class TpmOwnershipTests : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    readonly ECDiffieHellman _supplier = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    SoftwareTpm? _hardware;
    Tpm2? _tpm;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    string SecretFile => _scratch.In("box", "tpm-owner.txt");

    string SupplierFile => _scratch.In("supplier.pem");

    public async ValueTask InitializeAsync()
    {
        _hardware = await SoftwareTpm.StartAsync(_scratch.In("tpm"), Cancellation);
        _tpm = new(Tpm2Device.Open($"127.0.0.1:{_hardware.Port}"));
        await File.WriteAllTextAsync(SupplierFile, _supplier.ExportSubjectPublicKeyInfoPem(), Cancellation);
    }

    [Fact]
    public async Task The_secret_is_sealed_to_the_supplier_and_nobody_without_it_clears_the_tpm()
    {
        var taken = await TpmOwnership.TakeAsync(_tpm!, SecretFile, SupplierFile, Cancellation);

        Assert.Equal((TpmOwner.Taken, true), (taken.Owner, taken.Sealed));
        Assert.Equal(new TpmLockout(Locked: false, 0, 10, 7_200, 86_400, Owned: true), taken.Lockout);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsLinux() ? File.GetUnixFileMode(SecretFile) : default);

        // An independent implementation is refused without the password. A guess would lock the owner out for a day, so the right one comes from the file.
        await Assert.ThrowsAsync<Testbed.TestbedException>(() => ToolAsync("tpm2_clear"));
        var text = await File.ReadAllTextAsync(SecretFile, Cancellation);
        Assert.Throws<IdentityException>(() => OwnerSecret.Open(text, null));
        using var stranger = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<IdentityException>(() => OwnerSecret.Open(text, stranger.ExportPkcs8PrivateKeyPem()));
        Assert.Equal(32, OwnerSecret.Open(text, _supplier.ExportPkcs8PrivateKeyPem()).Length);
    }

    [Fact]
    public async Task With_the_secret_the_supplier_unlocks_and_clears()
    {
        await TpmOwnership.TakeAsync(_tpm!, SecretFile, SupplierFile, Cancellation);
        var secret = OwnerSecret.Open(await File.ReadAllTextAsync(SecretFile, Cancellation), _supplier.ExportPkcs8PrivateKeyPem());

        await TpmOwnership.UnlockAsync(_tpm!, secret, Cancellation);
        await ToolAsync("tpm2_dictionarylockout", "-c", "-p", "hex:" + Convert.ToHexString(secret));
        await ToolAsync("tpm2_clear", "hex:" + Convert.ToHexString(secret));
        Assert.False((await _tpm!.GetLockoutAsync(Cancellation)).Owned);
    }

    [Fact]
    public async Task Taken_once_it_stays_so()
    {
        await TpmOwnership.TakeAsync(_tpm!, SecretFile, SupplierFile, Cancellation);
        var text = await File.ReadAllTextAsync(SecretFile, Cancellation);

        var again = await TpmOwnership.TakeAsync(_tpm!, SecretFile, SupplierFile, Cancellation);
        Assert.Equal((TpmOwner.TakenBefore, true), (again.Owner, again.Sealed));
        Assert.Equal(text, await File.ReadAllTextAsync(SecretFile, Cancellation));

        File.Delete(SecretFile);
        Assert.Equal((TpmOwner.SomebodyElse, null), await TpmOwnership.TakeAsync(_tpm!, SecretFile, SupplierFile, Cancellation) is var other ? (other.Owner, other.File) : default);
        Assert.False(File.Exists(SecretFile));
    }

    [Fact]
    public async Task A_power_cut_between_the_file_and_the_tpm_leaves_nothing_that_does_not_fit()
    {
        Directory.CreateDirectory(_scratch.In("box"));
        await File.WriteAllTextAsync(SecretFile, OwnerSecret.InTheClear(new byte[32]), Cancellation);

        Assert.Equal(TpmOwner.Taken, (await TpmOwnership.TakeAsync(_tpm!, SecretFile, supplierKeyFile: null, Cancellation)).Owner);
        var secret = OwnerSecret.Open(await File.ReadAllTextAsync(SecretFile, Cancellation), null);
        Assert.NotEqual(new byte[32], secret);
        await TpmOwnership.UnlockAsync(_tpm!, secret, Cancellation);
    }

    [Fact]
    public async Task A_key_that_is_none_is_named_before_anything_is_done()
    {
        await File.WriteAllTextAsync(SupplierFile, "no key", Cancellation);
        await Assert.ThrowsAsync<IdentityException>(() => TpmOwnership.TakeAsync(_tpm!, SecretFile, SupplierFile, Cancellation));
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        await File.WriteAllTextAsync(SupplierFile, other.ExportSubjectPublicKeyInfoPem(), Cancellation);
        Assert.Contains("P-256", (await Assert.ThrowsAsync<IdentityException>(() => TpmOwnership.TakeAsync(_tpm!, SecretFile, SupplierFile, Cancellation))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IdentityException>(() => TpmOwnership.TakeAsync(_tpm!, SecretFile, _scratch.In("none.pem"), Cancellation));

        Assert.False((await _tpm!.GetLockoutAsync(Cancellation)).Owned);
        Assert.False(File.Exists(SecretFile));
    }

    public async ValueTask DisposeAsync()
    {
        _tpm?.Dispose();
        _supplier.Dispose();
        if (_hardware is not null)
        {
            await _hardware.DisposeAsync();
        }

        _scratch.Dispose();
    }

    Task<string> ToolAsync(params IReadOnlyList<string> command) =>
        CommandLine.RunAsync([command[0], "--tcti", $"swtpm:host=127.0.0.1,port={_hardware!.Port}", .. command.Skip(1)], Cancellation);
}
