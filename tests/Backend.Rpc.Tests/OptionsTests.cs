namespace LocalEnergyMarket.Backend.Rpc.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void A_message_of_four_mebibytes_is_taken() => Assert.Equal(4 * 1024 * 1024, new RpcOptions().Limits.LargestMessage);
}
