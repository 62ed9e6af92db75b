using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Chain.Accounts;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Chain.Errors;
using LocalEnergyMarket.Contracts.Chain.Resources;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Http;

static class AccountEndpoints
{
    /// <summary>What a node prints of the eight unused places of its index's key.</summary>
    static readonly string NullTypes = string.Concat(Enumerable.Repeat(", boost::tuples::null_type", 8));

    public static Answer GetAccount(EmbeddedChain chain, RequestBody body) => chain.Read(view =>
    {
        var account = Find(view, body.Name("account_name"));
        var accounts = view.State.Accounts;
        var links = accounts.LinksOf(account.Name).ToList();
        var limits = view.State.Resources.Of(account.Name).Current;
        var now = view.Head.Header.Timestamp;
        return Answer.Ok(new JsonObject
        {
            ["account_name"] = account.Name.ToString(),
            ["head_block_num"] = view.Head.Number,
            ["head_block_time"] = view.Head.Header.Timestamp.ToString(),
            ["privileged"] = account.Privileged,
            ["last_code_update"] = account.LastCodeUpdate?.ToString() ?? new TimePoint(0).ToString(),
            ["created"] = account.Created.ToString(),
            ["ram_quota"] = ChainJson.Number(limits.Ram),
            ["net_weight"] = ChainJson.Number(limits.Net),
            ["cpu_weight"] = ChainJson.Number(limits.Cpu),
            ["net_limit"] = Limit(view.State.Resources.NetOf(account.Name, now)),
            ["cpu_limit"] = Limit(view.State.Resources.CpuOf(account.Name, now)),
            ["ram_usage"] = ChainJson.Number(account.RamUsage),
            ["permissions"] = new JsonArray([.. accounts.PermissionsOf(account.Name).Select(p => new JsonObject
            {
                ["perm_name"] = p.Name.ToString(),
                ["parent"] = p.Parent.ToString(),
                ["required_auth"] = PermissionJson.Of(p.Authority),
                ["linked_actions"] = Linked(links, p.Name),
            })]),
            ["total_resources"] = null,
            ["self_delegated_bandwidth"] = null,
            ["refund_request"] = null,
            ["voter_info"] = null,
            ["rex_info"] = null,
            ["subjective_cpu_bill_limit"] = Limit(default),
            ["eosio_any_linked_actions"] = Linked(links, WellKnownNames.Any),
        });
    });

    static Account Find(EmbeddedChain.ChainView view, Name name) => view.State.Accounts.Accounts.TryGet(name, out var account)
        ? account
        : throw new ChainException(ErrorKind.Unspecified, "handle_exception", "unknown key (boost::tuples::tuple<bool, eosio::chain::name" + NullTypes + ">): (0 ${account})", ("account", name.ToString()));

    static JsonArray Linked(List<Link> links, Name requirement) => new([.. links.Where(l => l.Requirement == requirement).Select(l =>
    {
        var json = new JsonObject { ["account"] = l.Id.Code.ToString() };
        if (!l.Id.Action.IsEmpty)
        {
            json["action"] = l.Id.Action.ToString();
        }

        return json;
    })]);

    static JsonObject Limit(Bandwidth bandwidth) => new()
    {
        ["used"] = ChainJson.Number(bandwidth.Used),
        ["available"] = ChainJson.Number(bandwidth.Available),
        ["max"] = ChainJson.Number(bandwidth.Max),
        ["last_usage_update_time"] = bandwidth.LastUpdate.ToString(),
        ["current_used"] = ChainJson.Number(bandwidth.CurrentUsed),
    };
}
