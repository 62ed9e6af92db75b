namespace LocalEnergyMarket.Backend.Store.Schema;

/// <summary>The tables a module owns. They live in the store's schema beside Marten's, which ignores them.</summary>
public interface IModuleSchema
{
    /// <summary>The module's name, never changed.</summary>
    string Name { get; }

    /// <summary>In order. Each runs once in a database, in one transaction with its note that it ran; none is ever changed afterwards.</summary>
    IReadOnlyList<ModuleMigration> Migrations { get; }
}

/// <param name="Id">Unique in the module, for example <c>0001-ledger</c>.</param>
/// <param name="Sql">Statements with unqualified names; the search path is the store's schema.</param>
public sealed record ModuleMigration(string Id, string Sql);
