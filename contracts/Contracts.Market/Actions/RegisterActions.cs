using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market;

/// <summary>
/// Names who registers and anchors, who asks boxes for readings, and how long rows stay. Sent again, it changes that. Authority: the
/// contract's own account.
/// </summary>
/// <param name="Keep">Seconds that anchors and events stay in the tables before they may be pruned; a day or more.</param>
public sealed record Configure(Name Operator, Name Trigger, uint Keep) : MarketAction
{
    /// <summary>A day: the shortest time that the contract takes for <see cref="Keep"/>.</summary>
    public const uint ShortestKeep = 24 * 60 * 60;

    public override Name ActionName => Name.Parse("configure");

    internal static Configure Read(ref PackedReader reader) => new(reader.Name(), reader.Name(), reader.UInt32());

    protected override void Write(PackedWriter writer) => writer.Name(Operator).Name(Trigger).UInt32(Keep);
}

/// <summary>Accepts a box's account from now on. Authority: the operator.</summary>
/// <param name="Key">The TPM's, of type R1: the account's active permission must answer to it alone.</param>
public sealed record RegisterBox(Name Box, PublicKey Key) : MarketAction
{
    public override Name ActionName => Name.Parse("regbox");

    internal static RegisterBox Read(ref PackedReader reader) => new(reader.Name(), reader.PublicKey());

    protected override void Write(PackedWriter writer) => writer.Name(Box).PublicKey(Key);
}

/// <summary>
/// Takes a box's new key, which its account's active permission answers to already (<c>eosio::updateauth</c>), and no more to the old one.
/// Authority: the operator.
/// </summary>
public sealed record RekeyBox(Name Box, PublicKey Key) : MarketAction
{
    public override Name ActionName => Name.Parse("rekeybox");

    internal static RekeyBox Read(ref PackedReader reader) => new(reader.Name(), reader.PublicKey());

    protected override void Write(PackedWriter writer) => writer.Name(Box).PublicKey(Key);
}

/// <summary>Accepts nothing of a box any more, for good. Authority: the operator.</summary>
public sealed record RevokeBox(Name Box) : MarketAction
{
    public override Name ActionName => Name.Parse("revokebox");

    internal static RevokeBox Read(ref PackedReader reader) => new(reader.Name());

    protected override void Write(PackedWriter writer) => writer.Name(Box);
}

/// <summary>Commits to a unit by the hash of a random salt and its data. Authority: the operator.</summary>
public sealed record RegisterUnit(Checksum256 Commitment) : MarketAction
{
    public override Name ActionName => Name.Parse("regunit");

    internal static RegisterUnit Read(ref PackedReader reader) => new(reader.Checksum256());

    protected override void Write(PackedWriter writer) => writer.Checksum256(Commitment);
}

/// <summary>Takes a unit's commitment off the register and frees its memory. Authority: the operator.</summary>
public sealed record DropUnit(Checksum256 Commitment) : MarketAction
{
    public override Name ActionName => Name.Parse("dropunit");

    internal static DropUnit Read(ref PackedReader reader) => new(reader.Checksum256());

    protected override void Write(PackedWriter writer) => writer.Checksum256(Commitment);
}
