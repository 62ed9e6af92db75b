using System.Net;
using LocalEnergyMarket.Edge.Gateway.Chain;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Chain;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(3_040_008, "duplicate transaction", Refusal.Taken)]
    [InlineData(3_040_005, "expired transaction", Refusal.Outlived)]
    [InlineData(3_040_007, "Transaction's reference block did not match", Refusal.Outlived)]
    [InlineData(3_040_006, "Transaction expiration is too far in the future", Refusal.Later)]
    [InlineData(3_080_001, "account lem.ba has insufficient ram", Refusal.Later)]
    [InlineData(3_080_002, "transaction net usage is too high", Refusal.Later)]
    [InlineData(3_080_004, "billed CPU time is greater than the maximum", Refusal.Later)]
    [InlineData(3_081_001, "the transaction was unable to complete by deadline", Refusal.Later)]
    [InlineData(3_040_000, "unknown account", Refusal.Later)]
    [InlineData(3_090_003, "transaction declares authority, but does not have signatures for it", Refusal.Later)]
    [InlineData(3_050_003, "assertion failure with message: E06 the box was revoked; a new box account must be registered", Refusal.Never)]
    [InlineData(3_050_003, "assertion failure with message: E05 the box is not registered", Refusal.Never)]
    [InlineData(3_050_003, "assertion failure with message: E10 the event asks another box", Refusal.Never)]
    [InlineData(3_050_003, "assertion failure with message: E09 there is no event with this id", Refusal.Look)]
    [InlineData(3_050_003, "assertion failure with message: E11 the event is reported already", Refusal.Look)]
    [InlineData(3_050_003, "assertion failure with message: something new", Refusal.Never)]
    [InlineData(3_010_010, "Invalid packed transaction", Refusal.Never)]
    [InlineData(3_110_000, "a plug-in's error", Refusal.Later)]
    [InlineData(0, "unspecified", Refusal.Later)]
    internal void A_refusal_is_read_by_its_code_and_the_contracts_message(long code, string message, Refusal expected) =>
        Assert.Equal(expected, Refusals.Of(new(HttpStatusCode.InternalServerError, "/v1/chain/send_transaction2", code, "", "", message)));
}
