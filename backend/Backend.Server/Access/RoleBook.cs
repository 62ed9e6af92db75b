using LocalEnergyMarket.Backend.Registry.Roles;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;

namespace LocalEnergyMarket.Backend.Server.Access;

/// <summary>The callers: their tokens from the access file, their roles from the register, as it was last read.</summary>
sealed class RoleBook(CallerFile file, RoleRegister register) : IRpcCallers
{
    volatile Dictionary<string, SubjectRole> _roles = new(StringComparer.Ordinal);

    /// <summary>The caller with the token; without a role if it was taken.</summary>
    public RpcCaller? Find(string token) => file.Find(token) is { } caller
        ? _roles.TryGetValue(caller.Name, out var role) ? caller with { Role = role.Role, CustomerId = role.CustomerId } : caller
        : null;

    /// <summary>Takes what the access file says into the register, and reads what it says then.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        await register.TakeOverAsync(file.Roles, cancellation);
        await ReadAsync(cancellation);
    }

    public async Task ReadAsync(CancellationToken cancellation) =>
        _roles = (await register.CallersAsync(cancellation)).ToDictionary(role => role.Name, StringComparer.Ordinal);
}
