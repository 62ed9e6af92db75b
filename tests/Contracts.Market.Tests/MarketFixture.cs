using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market.Tests;

/// <summary>A configured contract with one registered box, and the accounts the tests use.</summary>
public abstract class MarketFixture
{
    protected static readonly Name Operator = Name.Parse("lem.operator");
    protected static readonly Name Trigger = Name.Parse("lem.trigger");
    protected static readonly Name Box = Name.Parse("box1");
    protected static readonly Name OtherBox = Name.Parse("box2");
    protected static readonly Name Group = Name.Parse("group1");
    protected static readonly Checksum256 Hash = Checksum256.Hash("reading"u8);
    protected static readonly PublicKey Key = NewKey();
    protected static readonly PublicKey OtherKey = NewKey();
    protected const uint Slot = 1_800_000_000;
    protected const uint Keep = Configure.ShortestKeep;

    private protected ContractRun Chain { get; } = new();

    protected MarketFixture()
    {
        Chain.Accounts.UnionWith([Operator, Trigger, Box, OtherBox]);
        Chain.Keys[Box] = [Key];
        Chain.Keys[OtherBox] = [OtherKey];
        Chain.Act(ContractRun.Self, new Configure(Operator, Trigger, Keep));
        Chain.Act(Operator, new RegisterBox(Box, Key));
    }

    protected static PublicKey NewKey(KeyType type = KeyType.R1)
    {
        using var key = PrivateKey.Generate(type);
        return key.PublicKey;
    }

    protected void Wait(uint seconds) => Chain.Now += TimeSpan.FromSeconds(seconds);

    protected void Refused(MarketError why, Name actor, MarketAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var rows = Chain.Dump().ToList();
        var refused = Assert.Throws<RefusedException>(() => Chain.Act(actor, action));
        Assert.True(MarketErrors.In(refused.Message) == why, $"expected {why}, got: {refused.Message}");
        Assert.Equal(rows, Chain.Dump(), StringComparer.Ordinal);
    }

    protected void Unauthorised(Name actor, Name needed, MarketAction action) => Unauthorised(actor, $"{needed}", action);

    protected void Unauthorised(Name actor, string needed, MarketAction action)
    {
        var refused = Assert.Throws<RefusedException>(() => Chain.Act(actor, action));
        Assert.Equal($"missing authority of {needed}", refused.Message);
    }
}
