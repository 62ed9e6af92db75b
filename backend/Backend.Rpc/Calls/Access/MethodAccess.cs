using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Access;

/// <summary>Who may list the server's services and read their protos by reflection.</summary>
public enum DescribedTo
{
    /// <summary>Whoever reaches the server: the protos are published anyway.</summary>
    Everyone,

    /// <summary>Callers with a token, but no customers.</summary>
    Staff,
}

/// <summary>Services whose protos do not say who may call them and that everybody may: those that somebody else has written.</summary>
/// <param name="names">"grpc.testing.TestService".</param>
public sealed class OpenServices(params IEnumerable<string> names)
{
    readonly HashSet<string> _names = new(names, StringComparer.Ordinal);

    public bool Contains(string name) => _names.Contains(name);
}

/// <summary>Who may call a method: what its proto says (<c>lem.v1.access</c>). The standard services' protos say nothing; for them it stands here.</summary>
sealed class MethodAccess(RpcOptions options, OpenServices open)
{
    static readonly Protos.V1.Access Open = new() { Open = true };
    static readonly Protos.V1.Access Staff = new() { Roles = { CallerRole.Operator, CallerRole.Supplier, CallerRole.Auditor, CallerRole.Portal } };

    /// <summary>Null: nobody may.</summary>
    public Protos.V1.Access? Of(MethodDescriptor method) => method switch
    {
        // Load balancers and supervisors have no token, and it tells no more than whether calls are served.
        { Service.FullName: "grpc.health.v1.Health" } => Open,
        _ when IsReflection(method) => options.DescribeTo == DescribedTo.Staff ? Staff : Open,
        _ when open.Contains(method.Service.FullName) => Open,
        _ => method.GetOptions()?.GetExtension(RulesExtensions.Access),
    };

    static bool IsReflection(MethodDescriptor method) => method.Service.FullName is "grpc.reflection.v1.ServerReflection" or "grpc.reflection.v1alpha.ServerReflection";
}
