using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market;

/// <summary>Asks a box to read a meter now. Authority: the trigger.</summary>
/// <param name="Id">Higher than that of every event before.</param>
/// <param name="Meter">The box's own number of the meter.</param>
public sealed record SendData(ulong Id, Name Box, byte Meter) : MarketAction
{
    public override Name ActionName => Name.Parse("senddata");

    internal static SendData Read(ref PackedReader reader) => new(reader.UInt64(), reader.Name(), reader.Byte());

    protected override void Write(PackedWriter writer) => writer.UInt64(Id).Name(Box).Byte(Meter);
}

/// <summary>Answers an event, once. Authority: the box itself, signed by its TPM.</summary>
/// <param name="Commitment">SHA-256 of a random salt and the reading.</param>
public sealed record Report(Name Box, ulong Event, Checksum256 Commitment) : MarketAction
{
    public override Name ActionName => Name.Parse("report");

    internal static Report Read(ref PackedReader reader) => new(reader.Name(), reader.UInt64(), reader.Checksum256());

    protected override void Write(PackedWriter writer) => writer.Name(Box).UInt64(Event).Checksum256(Commitment);
}
