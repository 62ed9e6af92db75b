using System.Buffers.Binary;
using System.Security.Cryptography;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Hardware.Tpm.Tests;

public sealed class ResilienceTests(TpmFixture fixture) : IClassFixture<TpmFixture>
{
    static readonly byte[] Digest = SHA256.HashData("reading"u8);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_signer_works_on_after_a_power_cut()
    {
        await fixture.Hardware.PowerOffAsync();
        var e = await Assert.ThrowsAsync<IOException>(async () => await fixture.Signer.SignHashAsync(Digest, Cancellation));
        Assert.Contains(fixture.Tpm.Address, e.Message, StringComparison.Ordinal);

        await fixture.Hardware.PowerOnAsync(Cancellation);
        await fixture.Signer.SignHashAsync(Digest, Cancellation);
        using var tpm = fixture.Open();
        Assert.Equal(fixture.Signer.PublicKey.ToArray(), (await TpmSigner.OpenAsync(tpm, Cancellation))!.PublicKey.ToArray());
    }

    [Theory]
    [InlineData(0x922)]
    [InlineData(0x908)]
    [InlineData(0x90A)]
    [InlineData(0x100)]
    public async Task A_tpm_that_is_busy_or_not_started_is_asked_again(int code)
    {
        using var device = new ReluctantDevice(new TcpTpmDevice("127.0.0.1", fixture.Hardware.Port), code, times: 1);
        using var tpm = new Tpm2(device);

        Assert.NotNull(await tpm.ReadPublicAsync(TpmHandle.SigningKey, Cancellation));
        Assert.Equal(0, device.Left);
    }

    [Theory]
    [InlineData(0x921)]
    [InlineData(0x101)]
    [InlineData(0x902)]
    public async Task Any_other_refusal_is_reported_at_once(int code)
    {
        using var device = new ReluctantDevice(new TcpTpmDevice("127.0.0.1", fixture.Hardware.Port), code, times: 5);
        using var tpm = new Tpm2(device);

        var e = await Assert.ThrowsAsync<TpmException>(() => tpm.ReadPublicAsync(TpmHandle.SigningKey, Cancellation));
        Assert.Equal(code, e.Code);
        Assert.Equal(4, device.Left);
    }

    [Fact]
    public async Task A_started_tpm_may_be_started_again() => await fixture.Tpm.StartupAsync(Cancellation);

    [Fact]
    public async Task A_missing_device_is_named()
    {
        using var tpm = new Tpm2(Tpm2Device.Open("/dev/no-such-tpm"));
        var e = await Assert.ThrowsAsync<IOException>(() => tpm.GetRandomAsync(4, Cancellation));
        Assert.Equal("The TPM at /dev/no-such-tpm could not be used: there is no such device; is the TPM's driver loaded?", e.Message);
    }

    [Fact]
    public async Task A_device_file_takes_a_command_in_one_write_and_a_closed_one_is_opened_again()
    {
        using var scratch = new ScratchFolder();
        var path = scratch.In("tpm");
        await File.WriteAllBytesAsync(path, [], Cancellation);
        using var device = new LinuxTpmDevice(path);

        // A plain file holds what was written and has nothing to read behind it: the command arrived whole, the response is missing.
        for (var i = 1; i <= 2; i++)
        {
            await Assert.ThrowsAsync<IOException>(() => device.DispatchAsync(new byte[] { 1, 2, 3 }, Cancellation));
            Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(path, Cancellation));
        }
    }

    [Theory]
    [InlineData("tpm")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData(":2321")]
    public void An_address_that_is_neither_device_nor_port_is_refused(string address) =>
        Assert.Throws<FormatException>(() => Tpm2Device.Open(address));

    /// <summary>A real TPM that first gives a response code as many times as told.</summary>
    sealed class ReluctantDevice(Tpm2Device inner, int code, int times) : Tpm2Device
    {
        public int Left { get; private set; } = times;

        public override string Address => inner.Address;

        public override Task<byte[]> DispatchAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken)
        {
            if (Left == 0)
            {
                return inner.DispatchAsync(command, cancellationToken);
            }

            Left--;
            var response = new byte[10];
            BinaryPrimitives.WriteUInt16BigEndian(response, 0x8001);
            BinaryPrimitives.WriteInt32BigEndian(response.AsSpan(2), 10);
            BinaryPrimitives.WriteInt32BigEndian(response.AsSpan(6), code);
            return Task.FromResult(response);
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
