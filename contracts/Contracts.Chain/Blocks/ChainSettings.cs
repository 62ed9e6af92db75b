using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Blocks;

/// <summary>What an embedded chain is made of.</summary>
/// <param name="Key">Key of the account eosio, which also signs blocks; a K1 key.</param>
/// <param name="GenesisTime">Time of block 1. Key and time together make the chain's id.</param>
/// <param name="Heartbeat">An empty block is produced at least this often.</param>
/// <param name="LogPath">File of the block log, with snapshots of the state beside it; null keeps the chain in memory only.</param>
public sealed record ChainSettings(PrivateKey Key, DateTimeOffset GenesisTime, TimeSpan Heartbeat, string? LogPath)
{
    /// <summary>
    /// The private key that EOSIO's own development guides print and every test network uses: worthless by design, so that nobody
    /// takes this chain for a real one.
    /// </summary>
    public const string WellKnownDevelopmentKey = "5KQwrPbwdL6PhXujxW37FSSQZ1JiwsST4cqQzDeyXtP79zkvFD3";

    public const uint DefaultSnapshotEvery = 10_000;

    /// <summary>In memory, with the well-known key.</summary>
    public static ChainSettings Development { get; } = new(PrivateKey.Parse(WellKnownDevelopmentKey), Genesis.DefaultTime, TimeSpan.FromSeconds(5), LogPath: null);

    /// <summary>Blocks from one snapshot of the state to the next; 0 makes none.</summary>
    public uint SnapshotEvery { get; init; } = DefaultSnapshotEvery;

    public Genesis Genesis => new(Key.PublicKey, GenesisTime);
}
