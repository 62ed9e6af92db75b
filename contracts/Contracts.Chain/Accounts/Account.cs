using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Accounts;

public sealed record Account(Name Name, BlockTimestamp Created, bool Privileged)
{
    public ReadOnlyMemory<byte> Code { get; init; }

    /// <summary>SHA-256 of the code; null when there is none.</summary>
    public Checksum256? CodeHash { get; init; }

    /// <summary>Block of the last setcode; null when there was none.</summary>
    public BlockTimestamp? LastCodeUpdate { get; init; }

    public ReadOnlyMemory<byte> Abi { get; init; }

    /// <summary>Times its code was set; part of every receipt.</summary>
    public uint CodeSequence { get; init; }

    /// <summary>Times its ABI was set; part of every receipt.</summary>
    public uint AbiSequence { get; init; }

    /// <summary>Actions it received.</summary>
    public ulong ReceiveSequence { get; init; }

    /// <summary>Actions it authorized.</summary>
    public ulong AuthorizationSequence { get; init; }

    /// <summary>Bytes of chain memory charged to it.</summary>
    public long RamUsage { get; init; }
}

/// <param name="Parent">Empty for owner.</param>
public sealed record PermissionRecord(Name Owner, Name Name, Name Parent, Authority Authority, BlockTimestamp Updated);

/// <summary>Names the contract's action that a permission other than active may authorize; an empty action means all of them.</summary>
public readonly record struct LinkId(Name Account, Name Code, Name Action);

/// <param name="Requirement">The permission that suffices.</param>
public sealed record Link(LinkId Id, Name Requirement);
