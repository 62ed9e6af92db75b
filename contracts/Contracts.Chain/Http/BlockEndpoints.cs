using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

static class BlockEndpoints
{
    public static Answer GetBlock(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
        Answer.Ok(BlockJson.Readable(Find(view, body, "get_raw_block", "block"), new AbiReader(view.State.Accounts))));

    public static Answer GetRawBlock(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
        Answer.Ok(BlockJson.Raw(Find(view, body, "get_raw_block", "block"))));

    public static Answer GetBlockInfo(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var number = body.UInt32("block_num", 0);
        return Answer.Ok(BlockJson.Info(view.Block(number) ?? throw Unknown("get_block_info", "block", number.ToString(CultureInfo.InvariantCulture))));
    });

    public static Answer GetBlockHeader(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var block = Find(view, body, "get_block_header", "block header");
        var json = new JsonObject { ["id"] = block.Id.ToString(), ["signed_block_header"] = BlockJson.SignedHeader(block) };
        if (body.Flag("include_extensions"))
        {
            json["block_extensions"] = new JsonArray();
        }

        return Answer.Ok(json);
    });

    /// <summary>A node keeps the state of headers only while they are reversible; this chain keeps none.</summary>
    public static Answer GetBlockHeaderState(EmbeddedChain chain, RequestBody body) => chain.Read<Answer>(view =>
    {
        _ = Find(view, body, "get_block_header_state", "reversible block");
        throw Unknown("get_block_header_state", "reversible block", body.Text("block_num_or_id")!);
    });

    /// <summary>There is one producer, this one: a block of somebody else's fits nowhere.</summary>
    public static Answer PushBlock(RequestBody body)
    {
        if (body.Json is not JsonObject)
        {
            throw RequestBody.Invalid();
        }

        throw new ChainException(ErrorKind.UnlinkableBlock, "push_block", "unlinkable block: this chain has one producer, which is this process");
    }

    /// <summary>A block by its number, also as a text, or by its id; of an id the rest may be missing, and counts as zeros.</summary>
    /// <exception cref="ChainException">3010008: neither a number nor an id; 3100002: there is no such block.</exception>
    static Block Find(EmbeddedChain.ChainView view, RequestBody body, string method, string what)
    {
        var text = body.Text("block_num_or_id") ?? "";
        if (text.Length is 0 or > 64)
        {
            throw new ChainException(ErrorKind.BlockIdType, method, "Invalid Block number or ID, must be greater than 0 and less than 65 characters");
        }

        var block = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? view.Block((uint)Math.Min(number, uint.MaxValue))
            : view.Block(ReadId(text, method));
        return block ?? throw Unknown(method, what, text);
    }

    static Checksum256 ReadId(string text, string method)
    {
        try
        {
            return new(Convert.FromHexString(text.PadRight(text.Length % 2 == 0 ? 64 : text.Length, '0')));
        }
        catch (FormatException)
        {
            throw new ChainException(ErrorKind.BlockIdType, method, "Invalid block ID: ${block_num_or_id}", ("block_num_or_id", text));
        }
    }

    static ChainException Unknown(string method, string what, string text) =>
        new(ErrorKind.UnknownBlock, method, $"Could not find {what}: ${{block}}", ("block", text));
}
