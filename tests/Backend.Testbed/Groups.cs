namespace LocalEnergyMarket.Backend.Testbed;

/// <summary>Balancing groups: tests that let timeslots pass have one each, so that nobody's meters are waited for in another's.</summary>
public static class Groups
{
    public const string Trading = "11XLEM-TRADING-A";
    public const string Gate = "11XLEM-GATE----B";
    public const string Day = "11XLEM-DAY-----C";

    /// <summary>Each with its name on the chain.</summary>
    public static readonly (string Group, string ChainName)[] All = [(Trading, "markettrade1"), (Gate, "marketgate11"), (Day, "marketday111")];
}
