using LocalEnergyMarket.Backend.Anchoring.DataEvents;
using LocalEnergyMarket.Backend.Anchoring.Outbox;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

public sealed class RekeyTests(Database database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replaced_TPM_reports_for_the_account_and_the_old_one_no_more()
    {
        await using var market = await Market.OpenAsync(database);
        var before = await market.NewBoxAsync("lembox1");
        var after = new TestBox(before.Account);
        var (first, second) = (await AskAsync(market, before), await AskAsync(market, before));

        await ReplaceAsync(market, after);
        await market.SettleAsync();

        Assert.Equal(after.Key.PublicKey, BoxRow.Read(Assert.Single(await market.TableAsync(BoxRow.Table))).Key);
        var active = (await market.Client().GetAccount(Name.Parse(after.Account), Cancellation)).Permissions.Single(permission => permission.Name.ToString() == "active");
        Assert.Equal(after.Key.PublicKey, Assert.Single(active.RequiredAuth.Keys).Key);

        await before.SendAnswerAsync(market, first, await before.AnswerAsync(market, first));
        await before.SendAnswerAsync(market, second, await after.AnswerAsync(market, second));
        await market.SettleAsync();

        var events = await market.Events.ListAsync(long.MaxValue, 10, Cancellation);
        Assert.Equal([(second, DataEventState.Reported), (first, DataEventState.Failed)], events.Select(e => (e.Id, e.State)));
        Assert.Contains("lembox1", events[1].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_twice_is_one_entry_and_a_revoked_box_gets_none()
    {
        await using var market = await Market.OpenAsync(database);
        var before = await market.NewBoxAsync("lembox1");
        var after = new TestBox(before.Account);
        await ReplaceAsync(market, after);
        await ReplaceAsync(market, after);
        await market.SettleAsync();
        Assert.Single(market.Executed().OfType<RekeyBox>());

        foreach (var entry in BoxRevocationEntries.Of(before.Id, before.Account, market.Accounts, Market.Now))
        {
            await market.RunAsync(entry);
        }

        await ReplaceAsync(market, new TestBox(before.Account));
        await market.SettleAsync();

        Assert.Equal(
            MarketError.BoxRevoked, MarketErrors.In(Assert.Single(await market.RowsAsync("select failure from chain_outbox where state = 'failed'"))));

        // updateauth and rekeybox are one transaction: the account kept its key too.
        var account = await market.Client().GetAccount(Name.Parse(after.Account), Cancellation);
        Assert.Contains(account.Permissions, permission => permission.RequiredAuth.Keys.Any(key => key.Key.Equals(after.Key.PublicKey)));
    }

    static async Task ReplaceAsync(Market market, TestBox box) =>
        await market.RunAsync(BoxKeyEntry.Of(box.Account, box.Key.PublicKey.ToUncompressed(), market.Accounts, Market.Now));

    static async Task<long> AskAsync(Market market, TestBox box)
    {
        var id = await market.Events.RequestAsync(box.Id, box.Account, 1, Cancellation);
        await market.SettleAsync();
        return id;
    }
}
