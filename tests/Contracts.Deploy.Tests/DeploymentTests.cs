using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Contracts.Deploy.Tests;

public sealed class DeploymentTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_chain_gets_accounts_contract_and_configuration_and_a_second_run_changes_nothing()
    {
        await using var chain = await RunningChain.Start(Cancellation);
        var (code, output, _) = await Deploy(chain, "--development");
        Assert.Equal(0, code);
        Assert.DoesNotContain("already", output, StringComparison.Ordinal);

        var eos = chain.Client();
        var deployed = await eos.GetRawAbi(MarketContract.DefaultAccount, Cancellation);
        Assert.Equal(Checksum256.Hash(MarketContract.Wasm()), deployed.CodeHash);
        Assert.Equal(new ConfigRow(DeploymentPlan.DefaultOperator, DeploymentPlan.DefaultTrigger, 0, 1461 * 86_400), await Config(eos));

        (code, output, _) = await Deploy(chain, "--development");
        Assert.Equal(0, code);
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("already", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_account_gets_the_key_it_is_to_have()
    {
        await using var chain = await RunningChain.Start(Cancellation);
        using var trigger = PrivateKey.Generate(KeyType.R1);
        var (code, _, errors) = await Deploy(chain, "--development", "--trigger-key", trigger.PublicKey.ToString());
        Assert.True(code == 0, errors);
        var account = await chain.Client().GetAccount(DeploymentPlan.DefaultTrigger, Cancellation);
        Assert.All(account.Permissions, permission => Assert.Equal(trigger.PublicKey, Assert.Single(permission.RequiredAuth.Keys).Key));
    }

    [Fact]
    public async Task Other_accounts_or_another_time_to_keep_rows_are_configured_anew_and_said()
    {
        await using var chain = await RunningChain.Start(Cancellation);
        Assert.Equal(0, (await Deploy(chain, "--development", "--keep-days", "2")).Code);
        var (code, output, errors) = await Deploy(chain, "--development", "--operator", "somebody", "--keep-days", "400");

        Assert.True(code == 0, errors);
        Assert.Contains("configured anew, operator somebody, trigger lem.trigger, rows kept for 400 days; before operator lem.operator, ", output, StringComparison.Ordinal);
        Assert.Equal(new ConfigRow(Name.Parse("somebody"), DeploymentPlan.DefaultTrigger, 0, 400 * 86_400), await Config(chain.Client()));
        (code, _, errors) = await Deploy(chain, "--development", "--keep-days", "0");
        Assert.Equal(1, code);
        Assert.Contains("--keep-days must be from 1 to 49710; got 0.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_the_creators_is_refused_by_the_chain()
    {
        await using var chain = await RunningChain.Start(Cancellation);
        var file = Path.Combine(Directory.CreateTempSubdirectory("lem-deploy").FullName, "keys");
        try
        {
            using var stranger = PrivateKey.Generate(KeyType.K1);
            await File.WriteAllTextAsync(file, $"# not eosio's\n{stranger.Export()}\n", Cancellation);
            var (code, _, errors) = await Deploy(chain, "--key-file", file);
            Assert.Equal(1, code);
            Assert.Contains("unsatisfied_authorization", errors, StringComparison.Ordinal);
            Assert.Null(await chain.Client().FindAccount(MarketContract.DefaultAccount, Cancellation));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [Fact]
    public async Task The_same_bytes_sent_twice_are_known_as_a_duplicate_and_become_irreversible()
    {
        await using var chain = await RunningChain.Start(Cancellation);
        using var key = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
        var eos = chain.Client(new DefaultSignProvider(key));
        var authority = new Authority(key.PublicKey);
        var signed = await eos.Sign(
            new() { Actions = [new NewAccount(NativeContract.Account, Name.Parse("box1"), authority, authority).By(new PermissionLevel("eosio"))] },
            Cancellation);
        var sent = await eos.SendTransaction(signed.Pack(), Cancellation);
        Assert.Equal(signed.Transaction.Id, sent.TransactionId);
        Assert.True((await Assert.ThrowsAsync<EosioApiException>(() => eos.SendTransaction(signed.Pack(), Cancellation))).IsDuplicate);

        TransactionStatusAnswer status;
        do
        {
            status = await eos.GetTransactionStatus(sent.TransactionId, Cancellation);
        }
        while (status.State is TransactionState.LocallyApplied or TransactionState.InBlock);
        Assert.Equal(TransactionState.Irreversible, status.State);

        var block = await eos.GetBlock(status.BlockNumber!.Value, Cancellation);
        Assert.Equal(block.Id, block.Header.Id);
        Assert.Equal(block.Header.TransactionMroot, ChainMerkle.Root([.. block.Transactions.Select(receipt => receipt.Digest())]));
        var traced = await eos.GetTracedTransaction(sent.TransactionId, Cancellation);
        Assert.Equal(NewAccount.Name, Assert.Single(traced!.Actions).Action);
    }

    [Fact]
    public async Task Pruning_goes_through_every_market_until_nothing_old_is_left()
    {
        await using var chain = await RunningChain.Start(Cancellation);
        Assert.Equal(0, (await Deploy(chain, "--development", "--keep-days", "1")).Code);
        using var key = PrivateKey.Parse(ChainSettings.WellKnownDevelopmentKey);
        var eos = chain.Client(new DefaultSignProvider(key));
        for (uint page = 0; page < 3; page++)
        {
            await eos.CreateTransaction(new() { Actions = [.. Enumerable.Range(0, 200).Select(i => Anchor("group1", (page * 200) + (uint)i)), Anchor("group2", page)] }, Cancellation);
        }

        var (code, output, errors) = await Deploy(chain, "prune", "--development");
        Assert.True(code == 0, errors);
        Assert.Equal(["market group1: nothing is old enough", "market group2: nothing is old enough"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        chain.Later(TimeSpan.FromDays(1));
        (code, output, errors) = await Deploy(chain, "prune", "--development");
        Assert.True(code == 0, errors);
        Assert.Equal(
            ["market group1: pruned, 2 actions of 500 rows or the rest", "market group2: pruned, 1 actions of 500 rows or the rest"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        chain.Later(TimeSpan.FromSeconds(1));
        Assert.All((await eos.GetTableByScope(MarketContract.DefaultAccount, AnchorRow.Table, limit: 10, cancellation: Cancellation)).Rows, scope => Assert.Equal(1u, scope.Count));

        (code, _, errors) = await Deploy(chain, "prune", "--development", "--operator", "lem.trigger");
        Assert.Equal(1, code);
        Assert.Contains("lem.operator", errors, StringComparison.Ordinal);

        static ContractAction Anchor(string market, uint slot) =>
            new Anchor(Name.Parse(market), AnchorKind.Book, slot * 900, 1, Checksum256.Hash([1]), 1).ToAction(MarketContract.DefaultAccount, new("lem.operator"));
    }

    static async Task<ConfigRow> Config(Eos eos)
    {
        var contract = MarketContract.DefaultAccount;
        var rows = await eos.GetTableRows(new(contract, contract.ToString(), ConfigRow.Table) { Json = false }, Cancellation);
        return ConfigRow.Read(Assert.Single(rows.Packed()));
    }

    static async Task<(int Code, string Output, string Errors)> Deploy(RunningChain chain, params string[] options)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        var code = await DeployCommand.Create(output, errors).Parse([.. options, "--url", chain.Url]).InvokeAsync(cancellationToken: Cancellation);
        return (code, output.ToString(), errors.ToString());
    }
}
