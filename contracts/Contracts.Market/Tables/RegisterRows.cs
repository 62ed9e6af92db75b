using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Market;

/// <summary>Table <c>config</c>, one row, scope the contract.</summary>
/// <param name="LastEvent">The highest event id there was.</param>
/// <param name="Keep">Seconds that rows stay before they may be pruned.</param>
public sealed record ConfigRow(Name Operator, Name Trigger, ulong LastEvent, uint Keep)
{
    public static Name Table { get; } = Name.Parse("config");

    /// <exception cref="EosioFormatException">Other bytes than a row.</exception>
    public static ConfigRow Read(ReadOnlySpan<byte> row)
    {
        var reader = new PackedReader(row);
        var read = new ConfigRow(reader.Name(), reader.Name(), reader.UInt64(), reader.UInt32());
        reader.End();
        return read;
    }
}

/// <summary>Table <c>boxes</c>, by box account, scope the contract.</summary>
/// <param name="Key">What the box reports with.</param>
/// <param name="Timeslot">The last that the box reported, seconds since 1970; 0 before the first.</param>
/// <param name="Commitment">What it reported of it.</param>
public sealed record BoxRow(Name Box, PublicKey Key, TimePointSec Registered, bool Revoked, uint Timeslot, Checksum256 Commitment)
{
    public static Name Table { get; } = Name.Parse("boxes");

    /// <exception cref="EosioFormatException">Other bytes than a row.</exception>
    public static BoxRow Read(ReadOnlySpan<byte> row)
    {
        var reader = new PackedReader(row);
        var read = new BoxRow(reader.Name(), reader.PublicKey(), reader.TimePointSec(), reader.Bool(), reader.UInt32(), reader.Checksum256());
        reader.End();
        return read;
    }
}

/// <summary>Table <c>units</c>, by the first 8 bytes of the commitment (little endian), scope the contract.</summary>
public sealed record UnitRow(Checksum256 Commitment, TimePointSec Registered)
{
    public static Name Table { get; } = Name.Parse("units");

    /// <exception cref="EosioFormatException">Other bytes than a row.</exception>
    public static UnitRow Read(ReadOnlySpan<byte> row)
    {
        var reader = new PackedReader(row);
        var read = new UnitRow(reader.Checksum256(), reader.TimePointSec());
        reader.End();
        return read;
    }
}
