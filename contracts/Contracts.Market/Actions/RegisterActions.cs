using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market;

/// <summary>Names, once, who registers and anchors, and who asks boxes for readings. Authority: the contract's own account.</summary>
public sealed record Init(Name Operator, Name Trigger) : MarketAction
{
    public override Name ActionName => Name.Parse("init");

    internal static Init Read(ref PackedReader reader) => new(reader.Name(), reader.Name());

    protected override void Write(PackedWriter writer) => writer.Name(Operator).Name(Trigger);
}

/// <summary>Accepts a box's account from now on. Authority: the operator.</summary>
public sealed record RegisterBox(Name Box) : MarketAction
{
    public override Name ActionName => Name.Parse("regbox");

    internal static RegisterBox Read(ref PackedReader reader) => new(reader.Name());

    protected override void Write(PackedWriter writer) => writer.Name(Box);
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
