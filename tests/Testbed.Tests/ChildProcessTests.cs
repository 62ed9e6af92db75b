using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Testbed.Tests;

public sealed class ChildProcessTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_that_ends_too_early_is_reported_with_the_end_of_its_log()
    {
        using var scratch = new ScratchFolder();
        await using var child = ChildProcess.Start("clumsy", scratch.Path, ["sh", "-c", "echo the disk is full >&2; exit 7"]);
        var error = await Assert.ThrowsAsync<TestbedException>(() => child.FileAsync(scratch.In("never"), Cancellation));
        Assert.Contains("exit status 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
    }
}
