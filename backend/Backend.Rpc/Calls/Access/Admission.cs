using LocalEnergyMarket.Backend.Rpc.Calls.Methods;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Access;

/// <summary>Who calls, and whether the caller may.</summary>
sealed class Admission(IRpcCallers callers)
{
    const string Scheme = "Bearer ";

    /// <summary>Who shows this token; null: nobody, or nobody known.</summary>
    public RpcCaller? CallerOf(HttpRequest request) => TokenOf(request) is { } token ? callers.Find(token) : null;

    /// <exception cref="RefusalException">UNAUTHENTICATED or PERMISSION_DENIED.</exception>
    public static void Check(Call call, CallMethod method, HttpRequest request)
    {
        if (method.IsOpen)
        {
            return;
        }

        if (call.Caller is not { } caller)
        {
            throw Refusal.Unauthenticated(
                TokenOf(request) is null ? Reason.TokenMissing : Reason.TokenUnknown,
                "Show who you are: the header 'authorization: Bearer …' with a token from the supplier.");
        }

        if (!method.Allows(caller.Role))
        {
            throw Refusal.Denied(Reason.RoleNotAllowed, caller.Role == CallerRole.Unspecified ? "Your role was taken: ask an operator." : $"A caller in the role {caller.Role} may not call {method.Path}.");
        }
    }

    /// <summary>RFC 6750, section 2.1; the scheme's letter case does not matter (RFC 9110, section 11.1).</summary>
    static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header.Length > Scheme.Length
            ? header[Scheme.Length..].Trim()
            : null;
}
