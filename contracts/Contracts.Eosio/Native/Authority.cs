namespace LocalEnergyMarket.Contracts.Eosio;

public sealed record KeyWeight(PublicKey Key, ushort Weight);

public sealed record PermissionLevelWeight(PermissionLevel Permission, ushort Weight);

public sealed record WaitWeight(uint WaitSec, ushort Weight);

/// <summary>What satisfies a permission: keys and other permissions whose weights reach the threshold.</summary>
public sealed record Authority(
    uint Threshold,
    IReadOnlyList<KeyWeight> Keys,
    IReadOnlyList<PermissionLevelWeight> Accounts,
    IReadOnlyList<WaitWeight> Waits)
{
    /// <summary>One key alone.</summary>
    public Authority(PublicKey key)
        : this(1, [new(key, 1)], [], [])
    {
    }

    /// <summary>The key, or the contract of the account itself (permission eosio.code) in its inline actions.</summary>
    public static Authority WithCode(PublicKey key, Name contract) =>
        new(1, [new(key, 1)], [new(new(contract, Name.Parse("eosio.code")), 1)], []);

    public static Authority Read(ref PackedReader reader)
    {
        var threshold = reader.UInt32();
        var keys = new KeyWeight[reader.Count(36)];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = new(reader.PublicKey(), reader.UInt16());
        }

        var accounts = new PermissionLevelWeight[reader.Count(18)];
        for (var i = 0; i < accounts.Length; i++)
        {
            accounts[i] = new(PermissionLevel.Read(ref reader), reader.UInt16());
        }

        var waits = new WaitWeight[reader.Count(6)];
        for (var i = 0; i < waits.Length; i++)
        {
            waits[i] = new(reader.UInt32(), reader.UInt16());
        }

        return new(threshold, keys, accounts, waits);
    }

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.UInt32(Threshold).VarUInt32((uint)Keys.Count);
        foreach (var entry in Keys)
        {
            writer.PublicKey(entry.Key).UInt16(entry.Weight);
        }

        writer.VarUInt32((uint)Accounts.Count);
        foreach (var entry in Accounts)
        {
            entry.Permission.Write(writer);
            writer.UInt16(entry.Weight);
        }

        writer.VarUInt32((uint)Waits.Count);
        foreach (var entry in Waits)
        {
            writer.UInt32(entry.WaitSec).UInt16(entry.Weight);
        }
    }
}
