using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.State;

/// <summary>Accounts, permissions and links as <see cref="StatePacking"/> has them.</summary>
static class AccountPacking
{
    public static void Write(PackedWriter writer, Account account)
    {
        writer.Name(account.Name).UInt32(account.Created.Slot).Bool(account.Privileged).Bool(account.CodeHash is not null);
        if (account.CodeHash is { } hash)
        {
            writer.Checksum256(hash).Bytes(account.Code.Span);
        }

        writer.Bool(account.LastCodeUpdate is not null).UInt32(account.LastCodeUpdate?.Slot ?? 0);
        writer
            .Bytes(account.Abi.Span)
            .UInt32(account.CodeSequence)
            .UInt32(account.AbiSequence)
            .UInt64(account.ReceiveSequence)
            .UInt64(account.AuthorizationSequence)
            .Int64(account.RamUsage);
    }

    public static Account ReadAccount(ref PackedReader reader)
    {
        var account = new Account(reader.Name(), new(reader.UInt32()), reader.Bool());
        if (reader.Bool())
        {
            account = account with { CodeHash = reader.Checksum256(), Code = reader.Bytes().ToArray() };
        }

        var (isUpdated, updated) = (reader.Bool(), new BlockTimestamp(reader.UInt32()));
        return account with
        {
            LastCodeUpdate = isUpdated ? updated : null,
            Abi = reader.Bytes().ToArray(),
            CodeSequence = reader.UInt32(),
            AbiSequence = reader.UInt32(),
            ReceiveSequence = reader.UInt64(),
            AuthorizationSequence = reader.UInt64(),
            RamUsage = reader.Int64(),
        };
    }

    public static void Write(PackedWriter writer, PermissionRecord permission)
    {
        writer.Name(permission.Owner).Name(permission.Name).Name(permission.Parent).UInt32(permission.Updated.Slot);
        permission.Authority.Write(writer);
    }

    public static PermissionRecord ReadPermission(ref PackedReader reader)
    {
        var (owner, name, parent, updated) = (reader.Name(), reader.Name(), reader.Name(), new BlockTimestamp(reader.UInt32()));
        return new(owner, name, parent, Authority.Read(ref reader), updated);
    }

    public static void Write(PackedWriter writer, Link link) =>
        writer.Name(link.Id.Account).Name(link.Id.Code).Name(link.Id.Action).Name(link.Requirement);

    public static Link ReadLink(ref PackedReader reader) => new(new(reader.Name(), reader.Name(), reader.Name()), reader.Name());
}
