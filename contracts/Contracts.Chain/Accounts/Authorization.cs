using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Native;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Accounts;

/// <summary>Whether the authorizations that actions declare are allowed to authorize them, and are vouched for.</summary>
public sealed class Authorization(AccountStore accounts)
{
    const long MaximumDelayMilliseconds = 45L * 24 * 3600 * 1000;

    /// <param name="actions">In the order of the transaction.</param>
    /// <param name="keys">That signed the transaction.</param>
    /// <param name="granted">Permissions that need no signature.</param>
    /// <param name="allowUnused">Whether keys may be there that no authorization needs.</param>
    /// <exception cref="ChainException">3090005 for a permission that may not authorize, 3090003 for one without signatures, 3090002 for unneeded signatures.</exception>
    public void Check(
        IEnumerable<ContractAction> actions,
        IReadOnlyCollection<PublicKey> keys,
        IReadOnlyCollection<PermissionLevel> granted,
        bool allowUnused)
    {
        var check = new AuthorityCheck(accounts, keys, granted);
        foreach (var action in actions)
        {
            var required = PermissionActions.For(accounts, action);
            foreach (var level in action.Authorization)
            {
                if (required.Of(level) is { } minimum && !accounts.Satisfies(accounts.GetPermission(level), accounts.GetPermission(minimum)))
                {
                    throw new ChainException(
                        ErrorKind.IrrelevantAuthority,
                        required.What.Length == 0 ? "check_authorization" : $"check_{action.Name}_authorization",
                        $"{required.What}action declares irrelevant authority '${{auth}}'; minimum authority is ${{min}}",
                        ("auth", PermissionJson.Of(level)),
                        ("min", PermissionJson.Of(minimum)));
                }
            }
        }

        foreach (var level in Declared(actions))
        {
            if (!check.Satisfies(level))
            {
                throw Unsatisfied(level, keys, granted);
            }
        }

        if (!allowUnused && check.UnusedKeys.ToList() is { Count: > 0 } unused)
        {
            throw new ChainException(
                ErrorKind.IrrelevantSignature,
                "check_authorization",
                "transaction bears irrelevant signatures from these keys: ${keys}",
                ("keys", Texts(unused)));
        }
    }

    /// <summary>The least of the keys that satisfy the transaction.</summary>
    /// <exception cref="ChainException">3090003: the keys do not satisfy it.</exception>
    public IReadOnlyList<PublicKey> RequiredKeys(IEnumerable<ContractAction> actions, IReadOnlyCollection<PublicKey> available)
    {
        var check = new AuthorityCheck(accounts, available, []);
        foreach (var level in Declared(actions))
        {
            if (!check.Satisfies(level))
            {
                throw new ChainException(
                    ErrorKind.Unsatisfied,
                    "get_required_keys",
                    "transaction declares authority '${auth}', but does not have signatures for it.",
                    ("auth", PermissionJson.Of(level)));
            }
        }

        return [.. check.UsedKeys];
    }

    static IEnumerable<PermissionLevel> Declared(IEnumerable<ContractAction> actions) =>
        actions.SelectMany(a => a.Authorization).Distinct().OrderBy(l => l.Actor).ThenBy(l => l.Permission);

    static ChainException Unsatisfied(PermissionLevel level, IReadOnlyCollection<PublicKey> keys, IReadOnlyCollection<PermissionLevel> granted) => new(
        ErrorKind.Unsatisfied,
        "check_authorization",
        "transaction declares authority '${auth}', but does not have signatures for it under a provided delay of ${provided_delay} ms, provided permissions ${provided_permissions}, provided keys ${provided_keys}, and a delay max limit of ${delay_max_limit_ms} ms",
        ("auth", PermissionJson.Of(level)),
        ("provided_delay", 0),
        ("provided_permissions", new JsonArray([.. granted.Select(PermissionJson.Of)])),
        ("provided_keys", Texts(keys.Order(PublicKeyOrder.Instance))),
        ("delay_max_limit_ms", MaximumDelayMilliseconds));

    static JsonArray Texts(IEnumerable<PublicKey> keys) => new([.. keys.Select(k => (JsonNode)k.ToString())]);
}
