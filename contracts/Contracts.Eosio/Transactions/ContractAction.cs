namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>
/// A call of a contract: EOSIO's <c>action</c> (named so that it does not collide with <see cref="System.Action"/>).
/// </summary>
/// <param name="Account">The contract's account.</param>
/// <param name="Name">The action's name in the contract.</param>
/// <param name="Authorization">Who vouches for it.</param>
/// <param name="Data">Its arguments, packed by the contract's ABI.</param>
public sealed record ContractAction(Name Account, Name Name, IReadOnlyList<PermissionLevel> Authorization, ReadOnlyMemory<byte> Data)
{
    /// <summary>With one authorization, and names as text.</summary>
    /// <exception cref="EosioFormatException">Not names.</exception>
    public ContractAction(string account, string name, PermissionLevel authorization, ReadOnlyMemory<byte> data)
        : this(Name.Parse(account), Name.Parse(name), [authorization], data)
    {
    }

    public static ContractAction Read(ref PackedReader reader)
    {
        var account = reader.Name();
        var name = reader.Name();
        var authorization = new PermissionLevel[reader.Count(16)];
        for (var i = 0; i < authorization.Length; i++)
        {
            authorization[i] = PermissionLevel.Read(ref reader);
        }

        return new(account, name, authorization, reader.Bytes().ToArray());
    }

    public void Write(PackedWriter writer)
    {
        WriteWithoutData(writer);
        writer.Bytes(Data.Span);
    }

    internal void WriteWithoutData(PackedWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Name(Account).Name(Name).VarUInt32((uint)Authorization.Count);
        foreach (var level in Authorization)
        {
            level.Write(writer);
        }
    }
}
