using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Testbed.Tests;

public sealed class SoftwareTpmTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_answers_tpm2_tools_before_and_after_a_power_cut()
    {
        using var scratch = new ScratchFolder();
        await using var tpm = await SoftwareTpm.StartAsync(scratch.In("tpm"), Cancellation);
        await RandomAsync(tpm);

        await tpm.PowerOffAsync();
        await tpm.PowerOnAsync(Cancellation);

        await RandomAsync(tpm);
        Assert.True(File.Exists(Path.Combine(tpm.AuthorityFolder, "issuercert.pem")));
    }

    static async Task RandomAsync(SoftwareTpm tpm)
    {
        var hex = await CommandLine.RunAsync(["tpm2_getrandom", "--tcti", $"swtpm:host=127.0.0.1,port={tpm.Port}", "--hex", "8"], Cancellation);
        Assert.Equal(16, hex.Trim().Length);
    }
}
