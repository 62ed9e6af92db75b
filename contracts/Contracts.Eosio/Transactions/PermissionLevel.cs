namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>An account's permission, for example box1@active.</summary>
public readonly record struct PermissionLevel(Name Actor, Name Permission)
{
    /// <exception cref="EosioFormatException">Not names.</exception>
    public PermissionLevel(string actor, string permission = "active")
        : this(Name.Parse(actor), Name.Parse(permission))
    {
    }

    public override string ToString() => $"{Actor}@{Permission}";

    internal static PermissionLevel Read(ref PackedReader reader) => new(reader.Name(), reader.Name());

    internal void Write(PackedWriter writer) => writer.Name(Actor).Name(Permission);
}
