using LocalEnergyMarket.Backend.Evidence.Tests;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Deploy;
using LocalEnergyMarket.Contracts.Deploy.Tests;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Verify.Tests;

/// <summary>The program against the contract itself on an embedded chain: what it reads is what the contract's actions wrote.</summary>
public sealed class ContractTests : IDisposable
{
    static readonly Name Market = Name.Parse(Day.Slot.Market);
    static readonly PermissionLevel Operator = new(DeploymentPlan.DefaultOperator.ToString());

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lem-verify-");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_the_contract_anchored_holds_until_it_is_pruned_and_nothing_else_does()
    {
        await using var chain = await RunningChain.Start(Cancellation);
        using var key = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
        var eos = chain.Client(new DefaultSignProvider(key));
        await new Deployment(eos, DeploymentPlan.WithOneKey(key.PublicKey), _ => { }, TimeProvider.System).Run(Cancellation);

        Assert.Equal((Verdict.DoesNotHold, "is not anchored"), await Verify(chain, Day.Export.ToJson().ToString(), "is not anchored"));

        await Push(eos, Day.Anchors.Select(anchor => new Anchor(
            Market, (AnchorKind)anchor.Key.Kind, (uint)anchor.Key.Timeslot, (ushort)anchor.Key.Version, new(anchor.Root.ToArray()), (uint)anchor.LeafCount)));
        await Irreversible(eos);
        Assert.Equal((Verdict.Holds, "Everything holds."), await Verify(chain, Day.Export.ToJson().ToString(), "Everything holds."));
        Assert.Equal((Verdict.Holds, "Everything holds."), await Verify(chain, Day.Proofs("C-0002").ToJson().ToString(), "Everything holds."));

        chain.Later(TimeSpan.FromDays(DeploymentPlan.DefaultKeepDays));
        await Push(eos, [new Prune(Market, (uint)Day.Timeslot.Next.StartUnixSeconds, 100)]);
        Assert.Equal((Verdict.NotChecked, "were removed"), await Verify(chain, Day.Export.ToJson().ToString(), "were removed"));
    }

    /// <summary>Until what was pushed cannot be undone: a chain without transactions makes a block every few seconds.</summary>
    static async Task Irreversible(Eos eos)
    {
        // What was pushed may be in the block after the head.
        var head = (await eos.GetInfo(Cancellation)).HeadBlockNum;
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await eos.GetInfo(Cancellation)).LastIrreversibleBlockNum <= head + 1 && await pause.WaitForNextTickAsync(Cancellation))
        {
        }
    }

    static Task<SentTransaction> Push(Eos eos, IEnumerable<MarketAction> actions) => eos.CreateTransaction(
        new() { Actions = [.. actions.Select(action => action.ToAction(MarketContract.DefaultAccount, Operator))] }, Cancellation);

    /// <summary>The verdict, and the words if they were said; otherwise all that was.</summary>
    async Task<(Verdict Verdict, string Said)> Verify(RunningChain chain, string document, string words)
    {
        var path = Path.Combine(_folder.FullName, "document.json");
        await File.WriteAllTextAsync(path, document, Cancellation);
        using var said = new StringWriter();
        var verdict = await VerifyCommand.Run([path, "--chain", chain.Url, "--language", "en"], said, said, Cancellation);
        return (verdict, said.ToString().Contains(words, StringComparison.Ordinal) ? words : said.ToString());
    }
}
