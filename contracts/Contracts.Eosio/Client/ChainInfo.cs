using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>The answer of get_info.</summary>
public sealed record ChainInfo(
    string ServerVersion,
    Checksum256 ChainId,
    uint HeadBlockNum,
    Checksum256 HeadBlockId,
    DateTimeOffset HeadBlockTime,
    Name HeadBlockProducer,
    uint LastIrreversibleBlockNum,
    Checksum256 LastIrreversibleBlockId)
{
    /// <summary>Null where the node does not say (before EOSIO 2.1).</summary>
    public DateTimeOffset? LastIrreversibleBlockTime { get; init; }

    internal static ChainInfo Read(JsonNode? json)
    {
        var info = JsonRead.Object(json, "get_info");
        return new(
            JsonRead.OptionalText(info, "server_version_string"),
            info.Checksum("chain_id"),
            info.Number("head_block_num"),
            info.Checksum("head_block_id"),
            info.Time("head_block_time"),
            info.Name("head_block_producer"),
            info.Number("last_irreversible_block_num"),
            info.Checksum("last_irreversible_block_id"))
        {
            LastIrreversibleBlockTime = info.OptionalTime("last_irreversible_block_time"),
        };
    }
}
