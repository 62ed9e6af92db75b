using System.Globalization;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Contracts.Deploy;

/// <summary>
/// Brings a chain to what a plan says, on any nodeos. Looks first and changes only what differs, so it can be run again at any time:
/// after a failure, with a new version of the contract, and to change its configuration.
/// </summary>
public sealed class Deployment(Eos eos, DeploymentPlan plan, Action<string> report, TimeProvider time)
{
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly PermissionLevel _asContract = new(plan.Contract.Name, Name.Parse("active"));

    /// <exception cref="DeploymentException">The chain does not show a change.</exception>
    /// <exception cref="EosioApiException">The chain refused a transaction.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        foreach (var account in new[] { plan.Contract, plan.Operator, plan.Trigger }.DistinctBy(account => account.Name))
        {
            await Create(account, cancellation);
        }

        await SetContract(cancellation);
        await Configure(cancellation);
    }

    async Task Create(PlannedAccount account, CancellationToken cancellation)
    {
        if (await eos.FindAccount(account.Name, cancellation) is not null)
        {
            report($"account {account.Name}: there already");
            return;
        }

        var authority = new Authority(account.Key);
        await Send(new NewAccount(plan.Creator, account.Name, authority, authority).By(new PermissionLevel(plan.Creator, Name.Parse("active"))), cancellation);
        await Until($"the account {account.Name}", async () => await eos.FindAccount(account.Name, cancellation) is not null, cancellation);
        report($"account {account.Name}: created");
    }

    async Task SetContract(CancellationToken cancellation)
    {
        var code = Checksum256.Hash(plan.Wasm.Span);
        var packedAbi = plan.Abi.Pack();
        var abi = Checksum256.Hash(packedAbi);
        var present = await eos.GetRawAbi(plan.Contract.Name, cancellation);
        var changes = new List<ContractAction>();
        if (present.CodeHash != code)
        {
            changes.Add(new SetCode(plan.Contract.Name, VmType: 0, VmVersion: 0, plan.Wasm).By(_asContract));
        }

        if (present.AbiHash != abi)
        {
            changes.Add(new SetAbi(plan.Contract.Name, packedAbi).By(_asContract));
        }

        if (changes.Count == 0)
        {
            report($"contract on {plan.Contract.Name}: there already, code {code}");
            return;
        }

        await Send(changes, cancellation);
        await Until("the contract", async () => await eos.GetRawAbi(plan.Contract.Name, cancellation) is var now && now.CodeHash == code && now.AbiHash == abi, cancellation);
        report($"contract on {plan.Contract.Name}: set, code {code}");
    }

    async Task Configure(CancellationToken cancellation)
    {
        var present = await Config(cancellation);
        var wanted = new ConfigRow(plan.Operator.Name, plan.Trigger.Name, present?.LastEvent ?? 0, plan.Keep);
        if (present == wanted)
        {
            report($"contract on {plan.Contract.Name}: configured already");
            return;
        }

        await Send(new Configure(plan.Operator.Name, plan.Trigger.Name, plan.Keep).ToAction(plan.Contract.Name, _asContract), cancellation);
        await Until("the configuration", async () => await Config(cancellation) is { } now && now == wanted with { LastEvent = now.LastEvent }, cancellation);
        report($"contract on {plan.Contract.Name}: {(present is null ? "configured" : "configured anew")}, {Text(wanted)}{(present is null ? "" : $"; before {Text(present)}")}");

        static string Text(ConfigRow row) => string.Create(
            CultureInfo.InvariantCulture, $"operator {row.Operator}, trigger {row.Trigger}, rows kept for {TimeSpan.FromSeconds(row.Keep).TotalDays:0.##} days");
    }

    async Task<ConfigRow?> Config(CancellationToken cancellation)
    {
        var request = new TableRowsRequest(plan.Contract.Name, plan.Contract.Name.ToString(), ConfigRow.Table) { Json = false, Limit = 1 };
        var rows = await eos.GetTableRows(request, cancellation);
        return rows.Packed().Select(row => ConfigRow.Read(row)).FirstOrDefault();
    }

    Task Send(ContractAction action, CancellationToken cancellation) => Send([action], cancellation);

    async Task Send(IReadOnlyList<ContractAction> actions, CancellationToken cancellation) =>
        await eos.CreateTransaction(new() { Actions = actions }, cancellation);

    /// <summary>A node may answer reads from its last block: what was sent shows half a second later.</summary>
    async Task Until(string what, Func<Task<bool>> shows, CancellationToken cancellation)
    {
        for (var start = time.GetTimestamp(); !await shows(); await Task.Delay(LookAgain, time, cancellation))
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                throw new DeploymentException($"The chain took the transaction, but does not show {what} after {Patience.TotalSeconds:F0} s. Does it produce blocks? Run the command again.");
            }
        }
    }
}

/// <summary>The chain is not as the plan needs it; the message says what to do.</summary>
public sealed class DeploymentException : Exception
{
    public DeploymentException()
    {
    }

    public DeploymentException(string message)
        : base(message)
    {
    }

    public DeploymentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
