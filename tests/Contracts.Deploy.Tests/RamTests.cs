using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Contracts.Deploy.Tests;

/// <summary>What rows cost and that pruning gives it back, as a running chain counts it; and the document's figures, which come from the same numbers.</summary>
public sealed class RamTests
{
    static readonly Name Contract = MarketContract.DefaultAccount;
    static readonly Name Group = Name.Parse("group1");
    static readonly PermissionLevel Operator = new(DeploymentPlan.DefaultOperator.ToString());
    static readonly PermissionLevel Trigger = new(DeploymentPlan.DefaultTrigger.ToString());
    const uint Slot = 1_800_000_000;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_costs_what_the_document_says_and_what_is_removed_gives_it_back()
    {
        await using var chain = await RunningChain.Start(Cancellation);
        using var key = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
        using var tpm = PrivateKey.Generate(KeyType.R1);
        var eos = chain.Client(new DefaultSignProvider(key, tpm));
        await new Deployment(eos, DeploymentPlan.WithOneKey(key.PublicKey) with { Keep = Configure.ShortestKeep }, _ => { }, TimeProvider.System).Run(Cancellation);
        Name[] boxes = [Name.Parse("box1"), Name.Parse("box2")];

        foreach (var box in boxes)
        {
            await Costs(BoxRow.Table, box == boxes[0], Operator, NewBox(box, tpm.PublicKey, new RegisterBox(box, tpm.PublicKey)));
            chain.Later(TimeSpan.FromSeconds(1));
            Assert.Equal(RamCosts.PerBoxAccount, (await eos.GetAccount(box, Cancellation)).RamUsage);
        }

        var registered = await Used();
        await Costs(UnitRow.Table, true, Operator, Act(Operator, new RegisterUnit(Hash(1))));
        await Costs(UnitRow.Table, false, Operator, Act(Operator, new RegisterUnit(Hash(2))));
        await Send(Act(Operator, new DropUnit(Hash(1))), Act(Operator, new DropUnit(Hash(2))));
        Assert.Equal(registered, await Used());

        await Costs(EventRow.Table, true, Trigger, Act(Trigger, new SendData(1, boxes[0], 1)));
        await Costs(EventRow.Table, false, Trigger, Act(Trigger, new SendData(2, boxes[1], 1)));
        await Costs(ReportRow.Table, true, new("box1"), Act(new("box1"), Report.OnEvent(boxes[0], 1, Hash(1))));
        await Costs(ReportRow.Table, false, new("box2"), Act(new("box2"), Report.OnEvent(boxes[1], 2, Hash(1))));
        await Send(Act(Trigger, new SendData(3, boxes[1], 1)));

        // A report on a timeslot and another configuration cost nothing.
        var reported = await Used();
        await Send(Act(new("box1"), Report.OnTimeslot(boxes[0], Slot, Hash(1))), Act(new(Contract.ToString()), new Configure(Operator.Actor, Trigger.Actor, Configure.ShortestKeep)));
        Assert.Equal(reported, await Used());

        await Costs(AnchorRow.Table, true, Operator, Act(Operator, Anchor(AnchorKind.Book, Slot)));
        await Costs(AnchorRow.Table, false, Operator, Act(Operator, Anchor(AnchorKind.Result, Slot)));
        await PruneAll();

        // What stays of a market is the mark how far it was pruned.
        var marked = registered + RamCosts.PerTable + RamCosts.PerRow + RowBytes(AnchorRow.Table);
        Assert.Equal(marked, await Used());
        await Send(Act(Operator, Anchor(AnchorKind.Settlement, Slot + 900)), Act(Trigger, new SendData(4, boxes[0], 1)));
        await PruneAll();
        Assert.Equal(marked, await Used());

        async Task<long> Used()
        {
            chain.Later(TimeSpan.FromSeconds(1));
            return (await eos.GetAccount(Contract, Cancellation)).RamUsage;
        }

        Task Send(params IReadOnlyList<ContractAction> actions) => eos.CreateTransaction(new() { Actions = actions }, Cancellation);

        async Task PruneAll()
        {
            chain.Later(TimeSpan.FromSeconds(Configure.ShortestKeep));
            await Send(Act(Operator, new Prune(Group, uint.MaxValue, 100)));
        }

        async Task Costs(Name table, bool isFirst, PermissionLevel by, params IReadOnlyList<ContractAction> actions)
        {
            var before = await Used();
            await Send(actions);
            var cost = await Used() - before - (isFirst ? RamCosts.PerTable : 0);
            Assert.Equal((table, by, RamCosts.PerRow + RowBytes(table)), (table, by, cost));
        }
    }

    [Fact]
    public void The_document_has_these_figures()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs", "chain.md"));
        foreach (var cost in RamCosts.All)
        {
            Says($"| `{cost.Table}` | {cost.RowBytes} | {cost.Charged} | {string.Join(" | ", new[] { 1_000L, 100_000L }.Select(boxes => $"{RamCosts.Count(cost.Rows(boxes))} | {RamCosts.Size(cost.BytesAYear(boxes))}"))} |");
        }

        foreach (var boxes in new[] { 1_000L, 100_000L })
        {
            var accounts = boxes * RamCosts.PerBoxAccount;
            var columns = new[] { DeploymentPlan.DefaultKeepDays, 90L, 1L }.Select(days => RamCosts.Size(accounts + RamCosts.All.Sum(cost => cost.Standing(boxes, days))));
            Says($"| {RamCosts.Count(boxes)} | {RamCosts.Size(accounts)} | {string.Join(" | ", columns)} |");
        }

        Says($"{RamCosts.PerBoxAccount} bytes");
        Says($"`--keep-days` ({DeploymentPlan.DefaultKeepDays} unless given)");

        void Says(string line) => Assert.True(document.Contains(line, StringComparison.Ordinal), $"docs/chain.md must have: {line}");
    }

    static ContractAction[] NewBox(Name box, PublicKey key, RegisterBox register) =>
    [
        new NewAccount(NativeContract.Account, box, new(1, [], [new(Operator, 1)], []), new(key)).By(new PermissionLevel("eosio")),
        Act(Operator, register),
    ];

    static ContractAction Act(PermissionLevel by, MarketAction action) => action.ToAction(Contract, by);

    static Anchor Anchor(AnchorKind kind, uint timeslot) => new(Group, kind, timeslot, 1, Hash(1), 1);

    static Checksum256 Hash(byte of) => Checksum256.Hash([of]);

    static int RowBytes(Name table) => RamCosts.All.Single(cost => cost.Table == table).RowBytes;

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalEnergyMarket.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("LocalEnergyMarket.sln is in no folder above the tests.");
        }

        return folder;
    }
}
