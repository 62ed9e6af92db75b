namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>An action that every chain has on the account <c>eosio</c>.</summary>
public interface INativeAction
{
    /// <summary>The action's name.</summary>
    static abstract Name Name { get; }

    void Write(PackedWriter writer);
}

/// <summary>Creates an account; by its creator.</summary>
public sealed record NewAccount(Name Creator, Name Account, Authority Owner, Authority Active) : INativeAction
{
    public static Name Name { get; } = Name.Parse("newaccount");

    public static NewAccount Read(ref PackedReader reader) => new(reader.Name(), reader.Name(), Authority.Read(ref reader), Authority.Read(ref reader));

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Name(Creator).Name(Account);
        Owner.Write(writer);
        Active.Write(writer);
    }
}

/// <summary>Sets an account's contract; empty code removes it.</summary>
public sealed record SetCode(Name Account, byte VmType, byte VmVersion, ReadOnlyMemory<byte> Code) : INativeAction
{
    public static Name Name { get; } = Name.Parse("setcode");

    public static SetCode Read(ref PackedReader reader) => new(reader.Name(), reader.Byte(), reader.Byte(), reader.Bytes().ToArray());

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Name(Account).Byte(VmType).Byte(VmVersion).Bytes(Code.Span);
    }
}

/// <summary>Sets an account's packed ABI.</summary>
public sealed record SetAbi(Name Account, ReadOnlyMemory<byte> Abi) : INativeAction
{
    public static Name Name { get; } = Name.Parse("setabi");

    public static SetAbi Read(ref PackedReader reader) => new(reader.Name(), reader.Bytes().ToArray());

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Name(Account).Bytes(Abi.Span);
    }
}

/// <summary>Creates or replaces a permission of an account.</summary>
public sealed record UpdateAuth(Name Account, Name Permission, Name Parent, Authority Auth) : INativeAction
{
    public static Name Name { get; } = Name.Parse("updateauth");

    public static UpdateAuth Read(ref PackedReader reader) => new(reader.Name(), reader.Name(), reader.Name(), Authority.Read(ref reader));

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Name(Account).Name(Permission).Name(Parent);
        Auth.Write(writer);
    }
}

/// <summary>Removes a permission of an account.</summary>
public sealed record DeleteAuth(Name Account, Name Permission) : INativeAction
{
    public static Name Name { get; } = Name.Parse("deleteauth");

    public static DeleteAuth Read(ref PackedReader reader) => new(reader.Name(), reader.Name());

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Name(Account).Name(Permission);
    }
}

/// <summary>Lets a permission serve for one action of a contract, or for all of them (empty type).</summary>
public sealed record LinkAuth(Name Account, Name Code, Name Type, Name Requirement) : INativeAction
{
    public static Name Name { get; } = Name.Parse("linkauth");

    public static LinkAuth Read(ref PackedReader reader) => new(reader.Name(), reader.Name(), reader.Name(), reader.Name());

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Name(Account).Name(Code).Name(Type).Name(Requirement);
    }
}

/// <summary>Undoes <see cref="LinkAuth"/>.</summary>
public sealed record UnlinkAuth(Name Account, Name Code, Name Type) : INativeAction
{
    public static Name Name { get; } = Name.Parse("unlinkauth");

    public static UnlinkAuth Read(ref PackedReader reader) => new(reader.Name(), reader.Name(), reader.Name());

    public void Write(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Name(Account).Name(Code).Name(Type);
    }
}

public static class NativeContract
{
    public static Name Account { get; } = Name.Parse("eosio");

    /// <summary>The action to put into a transaction.</summary>
    public static ContractAction By<T>(this T action, params IReadOnlyList<PermissionLevel> authorization)
        where T : INativeAction
    {
        var writer = new PackedWriter();
        action.Write(writer);
        return new(Account, T.Name, authorization, writer.ToArray());
    }
}
