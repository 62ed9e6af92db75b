namespace LocalEnergyMarket.Hardware.Tpm.Tests;

/// <summary>States that no software TPM can be brought into.</summary>
public sealed class TpmStateTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0x100, TpmState.NotStarted)]
    [InlineData(0x130, TpmState.NotStarted)]
    [InlineData(0x101, TpmState.Damaged)]
    [InlineData(0x904, TpmState.Busy)]
    [InlineData(0xB0143, TpmState.Damaged)]
    public async Task What_the_tpm_answers_to_everything_tells_its_state(int code, TpmState state)
    {
        using var device = new ConstantDevice(code);
        using var tpm = new Tpm2(device);

        var health = await tpm.HealthAsync(ReadOnlyMemory<byte>.Empty, Cancellation);
        Assert.Equal((state, false), (health.State, health.CanSign));
        Assert.False(health.Advice("en") == health.Advice("de"));
        Assert.Contains($"0x{code:X3}", health.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_none_is_damage()
    {
        using var device = new ConstantDevice(0);
        using var tpm = new Tpm2(device);
        Assert.Equal(TpmState.Damaged, (await tpm.HealthAsync(ReadOnlyMemory<byte>.Empty, Cancellation)).State);
    }

    /// <summary>Answers everything with one code.</summary>
    sealed class ConstantDevice(int code) : Tpm2Device
    {
        public override string Address => "nowhere";

        public override Task<byte[]> DispatchAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken) =>
            Task.FromResult<byte[]>([0x80, 0x01, 0, 0, 0, 10, (byte)(code >> 24), (byte)(code >> 16), (byte)(code >> 8), (byte)code]);
    }
}
