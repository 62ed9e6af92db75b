namespace LocalEnergyMarket.Contracts.Eosio;

public sealed record AbiType(string NewTypeName, string Type);

public sealed record AbiField(string Name, string Type);

/// <param name="Name">The struct's name.</param>
/// <param name="Base">The struct whose fields come first; empty for none.</param>
/// <param name="Fields">Its own fields in order.</param>
public sealed record AbiStruct(string Name, string Base, IReadOnlyList<AbiField> Fields);

public sealed record AbiAction(Name Name, string Type, string RicardianContract);

public sealed record AbiTable(Name Name, string IndexType, IReadOnlyList<string> KeyNames, IReadOnlyList<string> KeyTypes, string Type);

public sealed record AbiClause(string Id, string Body);

public sealed record AbiErrorMessage(ulong Code, string Message);

public sealed record AbiVariant(string Name, IReadOnlyList<string> Types);

public sealed record AbiActionResult(Name Name, string ResultType);

/// <summary>A contract's ABI, version <c>eosio::abi/1.0</c> to <c>1.2</c>: what its actions, tables and results are made of.</summary>
public sealed record AbiDefinition
{
    public const string LatestVersion = "eosio::abi/1.2";

    public string Version { get; init; } = LatestVersion;

    public IReadOnlyList<AbiType> Types { get; init; } = [];

    public IReadOnlyList<AbiStruct> Structs { get; init; } = [];

    public IReadOnlyList<AbiAction> Actions { get; init; } = [];

    public IReadOnlyList<AbiTable> Tables { get; init; } = [];

    public IReadOnlyList<AbiClause> RicardianClauses { get; init; } = [];

    public IReadOnlyList<AbiErrorMessage> ErrorMessages { get; init; } = [];

    public IReadOnlyList<Extension> Extensions { get; init; } = [];

    public IReadOnlyList<AbiVariant> Variants { get; init; } = [];

    public IReadOnlyList<AbiActionResult> ActionResults { get; init; } = [];

    public AbiTable? Table(Name name) => Tables.FirstOrDefault(table => table.Name == name);

    public AbiAction? Action(Name name) => Actions.FirstOrDefault(action => action.Name == name);

    internal static void CheckVersion(string version)
    {
        if (!version.StartsWith("eosio::abi/1.", StringComparison.Ordinal))
        {
            throw new EosioFormatException($"ABI version '{version}' is not supported: eosio::abi/1.0 to 1.2 expected.");
        }
    }
}
