using LocalEnergyMarket.Backend.Registry.BalancingGroups;

namespace LocalEnergyMarket.Backend.Registry.Tests.Rules;

public sealed class EicTests
{
    /// <summary>Codes that were given out: the control areas of the German and French transmission system operators, and a bidding zone.</summary>
    [Theory]
    [InlineData("10YDE-VE-------2")]
    [InlineData("10YDE-EON------1")]
    [InlineData("10YDE-RWENET---I")]
    [InlineData("10YDE-ENBW-----N")]
    [InlineData("10YFR-RTE------C")]
    [InlineData("10Y1001A1001A83F")]
    [InlineData("11XLOCALMARKET-M")]
    public void A_code_that_was_given_out_is_right(string code) => Assert.Null(Eic.Problem(code));

    [Theory]
    [InlineData("10YDE-VE-------3", "check character is 3, and 2 belongs")]
    [InlineData("10YDE-EV-------2", "check character")]
    [InlineData("10YDE-VE------2", "16 characters")]
    [InlineData("10yde-ve-------2", "16 characters of A-Z")]
    [InlineData("", "16 characters")]
    public void What_is_wrong_is_said(string code, string says) => Assert.Contains(says, Eic.Problem(code), StringComparison.Ordinal);

    [Fact]
    public void Any_one_character_mistyped_is_found()
    {
        const string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";
        const string code = "10YDE-RWENET---I";
        for (var i = 0; i < code.Length; i++)
        {
            foreach (var other in alphabet.Where(character => character != code[i]))
            {
                Assert.NotNull(Eic.Problem($"{code[..i]}{other}{code[(i + 1)..]}"));
            }
        }
    }
}
