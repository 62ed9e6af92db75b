using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market;

/// <summary>The smart contract as it is set on a chain.</summary>
public static class MarketContract
{
    /// <summary>The account that carries the contract unless configured otherwise.</summary>
    public static Name DefaultAccount { get; } = Name.Parse("lem.market");

    /// <summary>The compiled contract, for setcode.</summary>
    public static byte[] Wasm() => Resource("lem.market.wasm");

    /// <summary>The contract's ABI as JSON in UTF-8.</summary>
    public static byte[] Abi() => Resource("lem.market.abi");

    static byte[] Resource(string name)
    {
        using var stream = typeof(MarketContract).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly was built without {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
