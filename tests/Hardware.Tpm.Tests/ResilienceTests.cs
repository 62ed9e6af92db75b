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
        var e = await Assert.ThrowsAsync<TpmUnreachableException>(async () => await fixture.Signer.SignHashAsync(Digest, Cancellation));
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
    [InlineData(0x920)]
    [InlineData(0x923)]
    [InlineData(0x100)]
    [InlineData(0x153)]
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
    [InlineData(0x12F)]
    [InlineData(0x18B)]
    [InlineData(0x1D5)]
    public async Task Any_other_refusal_is_reported_at_once(int code)
    {
        using var device = new ReluctantDevice(new TcpTpmDevice("127.0.0.1", fixture.Hardware.Port), code, times: 5);
        using var tpm = new Tpm2(device);

        var e = await Assert.ThrowsAsync<TpmException>(() => tpm.ReadPublicAsync(TpmHandle.SigningKey, Cancellation));
        Assert.Equal(code, e.Code);
        Assert.Equal(4, device.Left);
    }

    [Theory]
    [InlineData(0x922, 13)]
    [InlineData(0x920, 13)]
    [InlineData(0x100, 2)]
    public async Task A_tpm_that_never_gets_ready_is_not_waited_for_without_end(int code, int commands)
    {
        using var device = new ReluctantDevice(new TcpTpmDevice("127.0.0.1", fixture.Hardware.Port), code, times: 1000);
        using var tpm = new Tpm2(device, new HurriedTime());

        var e = await Assert.ThrowsAsync<TpmException>(() => tpm.ReadPublicAsync(TpmHandle.SigningKey, Cancellation));
        Assert.Equal(code, e.Code);
        Assert.Equal(commands, device.Commands.Count(c => c == 0x173));
    }

    [Fact]
    public async Task Slots_that_a_killed_program_left_taken_are_freed()
    {
        // A raw software TPM has three slots for keys; a key that is used from its persistent handle needs one of them.
        for (var i = 0; i < 3; i++)
        {
            await fixture.Tpm.CreatePrimaryAsync(TpmHandle.Owner, TpmTemplates.StorageRoot, Cancellation);
        }

        Assert.Equal(64, (await fixture.Signer.SignHashAsync(Digest, Cancellation)).Length);
        Assert.Empty(await fixture.Tpm.GetHandlesAsync(0x80000000, Cancellation));
        for (var i = 0; i < 4; i++)
        {
            await fixture.Tpm.StartEndorsementSessionAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Slots_behind_a_resource_manager_are_its_own_affair()
    {
        using var device = new ReluctantDevice(new TcpTpmDevice("127.0.0.1", fixture.Hardware.Port), 0x902, times: 1) { Managed = true };
        using var tpm = new Tpm2(device);

        Assert.Equal(0x902, (await Assert.ThrowsAsync<TpmException>(() => tpm.ReadPublicAsync(TpmHandle.SigningKey, Cancellation))).Code);
        Assert.Equal([0x173u], device.Commands);
        using var rm = new LinuxTpmDevice("/dev/tpmrm0");
        using var raw = new LinuxTpmDevice("/dev/tpm0");
        Assert.Equal((true, false), (rm.HasResourceManager, raw.HasResourceManager));
    }

    [Fact]
    public async Task A_software_tpm_that_takes_a_connection_and_does_not_answer_is_given_up()
    {
        using var deaf = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        deaf.Start();
        using var tpm = new Tpm2(new TcpTpmDevice("127.0.0.1", ((System.Net.IPEndPoint)deaf.LocalEndpoint).Port, TimeSpan.FromMilliseconds(50)));

        var e = await Assert.ThrowsAsync<TpmUnreachableException>(() => tpm.GetRandomAsync(4, Cancellation));
        Assert.Contains("did not answer", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_by_another_key_never_gets_out()
    {
        using var tpm = fixture.Open();
        await TpmSigner.OpenOrCreateAsync(tpm, Cancellation, 0x81000177);
        var expecting = TpmSigner.Expect(tpm, fixture.Signer.PublicKey.Span, 0x81000177);

        var e = await Assert.ThrowsAsync<TpmException>(async () => await expecting.SignHashAsync(Digest, Cancellation));
        Assert.Contains("not with the box's key", e.Message, StringComparison.Ordinal);
        Assert.Equal(TpmState.KeyOther, (await expecting.HealthAsync(Cancellation)).State);
    }

    [Fact]
    public async Task A_key_is_expected_with_the_area_that_the_tpm_has()
    {
        using var tpm = fixture.Open();
        var expected = TpmSigner.Expect(tpm, fixture.Signer.PublicKey.Span);

        Assert.Equal(fixture.Signer.Public.Area, expected.Public.Area);
        Assert.Equal(64, (await expected.SignHashAsync(Digest, Cancellation)).Length);
        Assert.Throws<FormatException>(() => TpmSigner.Expect(tpm, new byte[64]));
    }

    [Fact]
    public async Task A_started_tpm_may_be_started_again() => await fixture.Tpm.StartupAsync(Cancellation);

    [Fact]
    public async Task A_missing_device_is_named()
    {
        using var tpm = new Tpm2(Tpm2Device.Open("/dev/no-such-tpm"));
        var e = await Assert.ThrowsAsync<TpmUnreachableException>(() => tpm.GetRandomAsync(4, Cancellation));
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
            await Assert.ThrowsAsync<TpmUnreachableException>(() => device.DispatchAsync(new byte[] { 1, 2, 3 }, Cancellation));
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

        /// <summary>TPM_CC of all that came.</summary>
        public List<uint> Commands { get; } = [];

        public bool Managed { get; init; }

        public override bool HasResourceManager => Managed;

        public override string Address => inner.Address;

        public override Task<byte[]> DispatchAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken)
        {
            Commands.Add(BinaryPrimitives.ReadUInt32BigEndian(command.Span[6..]));
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

    /// <summary>Pauses are over at once.</summary>
    sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromTicks(1) : dueTime, period);
    }
}
