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

/// <summary>
/// Answers an event, once; or reports on a timeslot, each later than the one before. Authority: the box itself, by its active permission,
/// signed by its TPM.
/// </summary>
/// <param name="Event">0 in a report on a timeslot.</param>
/// <param name="Timeslot">Start of the quarter hour, seconds since 1970; 0 in an answer to an event.</param>
/// <param name="Commitment">
/// For an event SHA-256 of a random salt and the reading; for a timeslot a hash over the last batch of the box's chain and its (random) signature.
/// </param>
public sealed record Report(Name Box, ulong Event, uint Timeslot, Checksum256 Commitment) : MarketAction
{
    public override Name ActionName => Name.Parse("report");

    public static Report OnEvent(Name box, ulong id, Checksum256 commitment) => new(box, id, 0, commitment);

    public static Report OnTimeslot(Name box, uint timeslot, Checksum256 commitment) => new(box, 0, timeslot, commitment);

    internal static Report Read(ref PackedReader reader) => new(reader.Name(), reader.UInt64(), reader.UInt32(), reader.Checksum256());

    protected override void Write(PackedWriter writer) => writer.Name(Box).UInt64(Event).UInt32(Timeslot).Checksum256(Commitment);
}
