using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Protos.Evidence;

namespace LocalEnergyMarket.Backend.Verify.Chain;

/// <summary>
/// What nodes said, kept in a file (format <c>lem-anchors</c>), so that a document can be checked against it without a network. It is as good
/// as the nodes were; the blocks in it carry their own proofs, so that only their ids need be trusted or looked up.
/// </summary>
sealed record SavedAnswer(Name Contract, string Market, long Timeslot, IReadOnlyList<NodeAnswer> Nodes)
{
    const string Format = "lem-anchors";
    const int FormatVersion = 1;

    public CanonicalObject ToJson() => new(
        ("format", Format),
        ("format_version", FormatVersion),
        ("contract", Contract.ToString()),
        ("market", Market),
        ("timeslot", Timeslot),
        ("nodes", Array(Nodes.Select(Write))));

    /// <exception cref="FormatException">The bytes are no such document; the message says what is wrong.</exception>
    public static SavedAnswer Read(ReadOnlySpan<byte> utf8)
    {
        var document = CanonicalJson.Parse(utf8, EvidenceFile.MostValues) as CanonicalObject ?? throw new FormatException("It is not a JSON object.");
        if (document.TextOf("format") != Format || document.IntegerOf("format_version") != FormatVersion)
        {
            throw new FormatException($"The format '{document.TextOf("format")}' version {document.IntegerOf("format_version")} is not {Format} version {FormatVersion}.");
        }

        var (market, timeslot) = (document.TextOf("market"), document.IntegerOf("timeslot", 0, uint.MaxValue));
        try
        {
            return new(Name.Parse(document.TextOf("contract")), market, timeslot, [.. Objects(document, "nodes").Select(node => ReadNode(node, market, timeslot))]);
        }
        catch (EosioFormatException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    static CanonicalValue Write(NodeAnswer node) => new CanonicalObject(
        ("url", node.Url),
        ("chain_id", node.ChainId),
        ("irreversible_block", node.IrreversibleBlock),
        ("pruned_before", node.PrunedBefore),
        ("anchors", Array(node.Anchors.Select(anchor => new CanonicalObject(
        [
            .. anchor.Key.Members, ("root", anchor.Root.ToString()), ("leaves", anchor.LeafCount), ("reversible", node.Reversible.Contains(anchor.Key) ? 1 : 0),
        ])))),
        ("blocks", Array(node.Blocks.Select(Write))));

    static CanonicalValue Write(BlockProof block) => new CanonicalObject(
    [
        ("transaction", block.TransactionId),
        ("number", block.Number),
        ("id", block.Id.ToString()),
        ("header", Convert.ToHexStringLower(block.Header.Pack())),
        ("receipts", Array(block.Receipts.Select(receipt => new CanonicalText(receipt.ToString())))),
        .. block.Receipt is { } receipt ? new (string, CanonicalValue)[] { ("place", block.Place), ("receipt", Write(receipt)) } : [],
    ]);

    static CanonicalObject Write(TransactionReceipt receipt) => new(
        ("status", (long)receipt.Status),
        ("cpu", receipt.CpuUsageUs),
        ("net", receipt.NetUsageWords),
        ("compression", (long)receipt.Transaction.Compression),
        ("signatures", Array(receipt.Transaction.Signatures.Select(signature => new CanonicalText(signature.ToString())))),
        ("context_free_data", Convert.ToHexStringLower(receipt.Transaction.PackedContextFreeData.Span)),
        ("transaction", Convert.ToHexStringLower(receipt.Transaction.PackedTrx.Span)));

    static NodeAnswer ReadNode(CanonicalObject node, string market, long timeslot)
    {
        var anchors = Objects(node, "anchors").Select(anchor => (
            Anchor: new ChainAnchor(Of(AnchorKey.Read(anchor), market, timeslot), Digest.Parse(anchor.TextOf("root")), anchor.IntegerOf("leaves", 0, uint.MaxValue)),
            Reversible: anchor.IntegerOf("reversible", 0, 1) == 1)).ToList();
        return new(
            node.TextOf("url"),
            Digest.Parse(node.TextOf("chain_id")).ToString(),
            (uint)node.IntegerOf("irreversible_block", 0, uint.MaxValue),
            [.. anchors.Select(anchor => anchor.Anchor)],
            [.. anchors.Where(anchor => anchor.Reversible).Select(anchor => anchor.Anchor.Key)],
            node.IntegerOf("pruned_before", 0, uint.MaxValue),
            [.. Objects(node, "blocks").Select(ReadBlock)]);
    }

    static AnchorKey Of(AnchorKey key, string market, long timeslot) =>
        key.Market == market && key.Timeslot == timeslot ? key : throw new FormatException($"The {key} is not of the file's market and timeslot.");

    static BlockProof ReadBlock(CanonicalObject block)
    {
        var receipt = block.TryGet("receipt", out _) ? ReadReceipt(block.ObjectOf("receipt")) : null;
        return new(
            Digest.Parse(block.TextOf("transaction")).ToString(),
            (uint)block.IntegerOf("number", 0, uint.MaxValue),
            Checksum256.Parse(block.TextOf("id")),
            BlockHeader.Unpack(Bytes(block, "header")),
            [.. Texts(block, "receipts").Select(Checksum256.Parse)],
            receipt is null ? -1 : (int)block.IntegerOf("place", 0, int.MaxValue),
            receipt);
    }

    static TransactionReceipt ReadReceipt(CanonicalObject receipt) => new(
        (TransactionStatus)receipt.IntegerOf("status", 0, 4),
        (uint)receipt.IntegerOf("cpu", 0, uint.MaxValue),
        (uint)receipt.IntegerOf("net", 0, uint.MaxValue),
        new(
            [.. Texts(receipt, "signatures").Select(Signature.Parse)],
            (TransactionCompression)receipt.IntegerOf("compression", 0, 1),
            Bytes(receipt, "context_free_data"),
            Bytes(receipt, "transaction")));

    static CanonicalArray Array(IEnumerable<CanonicalValue> items) => new([.. items]);

    static IEnumerable<CanonicalObject> Objects(CanonicalObject document, string name) =>
        document.ItemsOf(name).Select(item => item as CanonicalObject ?? throw new FormatException($"'{name}' has a member that is not an object."));

    static IEnumerable<string> Texts(CanonicalObject document, string name) =>
        document.ItemsOf(name).Select(item => (item as CanonicalText)?.Value ?? throw new FormatException($"'{name}' has a member that is not a string."));

    static byte[] Bytes(CanonicalObject document, string name)
    {
        try
        {
            return Convert.FromHexString(document.TextOf(name));
        }
        catch (FormatException e)
        {
            throw new FormatException($"The member '{name}' is not in hexadecimal digits.", e);
        }
    }
}
