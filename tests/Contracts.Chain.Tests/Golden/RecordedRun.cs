using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>Goes through everything recorded in the order in which it was, and keeps the answers.</summary>
public sealed class RecordedRun : IAsyncLifetime
{
    static readonly Name Active = Name.Parse("active");

    readonly Dictionary<string, (int Status, JsonNode? Body)> _answers = [];

    internal (int Status, JsonNode? Body)? Answer(string recording) => _answers.TryGetValue(recording, out var answer) ? answer : null;

    public async ValueTask InitializeAsync()
    {
        await using (var chain = await RecordedChain.StartAsync(verbose: false))
        {
            await SetUpAsync(chain);
            await TransactionsAsync(chain);
            await LimitsAsync(chain);
            await ReadsAsync(chain);
            await LaterAsync(chain);
        }

        await using var verbose = await RecordedChain.StartAsync(verbose: true);
        await SetUpAsync(verbose);
        await VerboseAsync(verbose);
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>Accounts and contracts, at the recorded times.</summary>
    async Task SetUpAsync(RecordedChain chain)
    {
        var keys = chain.Keys;
        var system = keys.System.PublicKey;
        chain.GoTo(47);
        await chain.DoAsync(keys.System, new SetCode(RecordedChain.System, 0, 0, CompiledContract.Compile("boot.cpp")).By(Level(RecordedChain.System)));
        chain.GoTo(51);
        await chain.DoAsync(
            keys.System,
            Account(RecordedChain.Contract, system),
            Account(RecordedChain.Operator, keys.Operator.PublicKey),
            Account(RecordedChain.Box, keys.Box.PublicKey),
            Account(Name.Parse("nobody"), keys.Nobody.PublicKey));
        await chain.DoAsync(keys.System, new UpdateAuth(
            RecordedChain.Contract,
            Active,
            Name.Parse("owner"),
            new(1, [new(system, 1)], [new(new(RecordedChain.Contract, Name.Parse("eosio.code")), 1)], [])).By(Level(RecordedChain.Contract)));
        chain.GoTo(52);
        await SendAsync(chain, "send_transaction2-setcode-setabi");
        await chain.DoAsync(keys.System, new ContractAction(
            RecordedChain.Contract, Name.Parse("init"), [Level(RecordedChain.Contract)], BitConverter.GetBytes(RecordedChain.Operator.Value)));

        ContractAction Account(Name name, PublicKey active) =>
            new NewAccount(RecordedChain.System, name, new(system), new(active)).By(Level(RecordedChain.System));
    }

    async Task TransactionsAsync(RecordedChain chain)
    {
        chain.GoTo(83);
        await SendAsync(chain, "send_transaction2-regbox-r1key", "send_transaction2-success-r1", "error-duplicate", "error-duplicate-no-failure-trace");
        chain.GoTo(84);
        await SendAsync(chain, "push_transaction-error-duplicate", "push_transaction-success", "send_transaction-success");
        chain.GoTo(85);
        await SendAsync(chain, "send_transaction2-success-zlib");
        await chain.DoAsync(chain.Keys.Operator, new ContractAction(RecordedChain.Contract, RecordedChain.Publish, [Level(RecordedChain.Operator)], Topic()));
        await SendAsync(
            chain,
            "send_transaction2-success-return-value-and-console",
            "send_transaction2-anchor",
            "contract-recover_key-r1",
            "contract-recover_key-k1",
            "error-expired");
        chain.GoTo(86);
        await SendAsync(
            chain, "error-tapos", "error-wrong-signature", "error-wrong-chain-id", "error-no-signature", "error-irrelevant-signature", "error-assert");
        chain.GoTo(87);
        await SendAsync(
            chain, "error-assert-code", "error-reading-signature", "error-missing-authority", "error-missing-authority-auth2", "error-deadline");
        chain.GoTo(88);
        await SendAsync(
            chain,
            "error-max-cpu-ms",
            "error-unknown-action",
            "error-account-not-found",
            "error-actor-not-found",
            "error-trap",
            "error-bad-action-data",
            "error-setcode-same",
            "error-setcode-invalid",
            "error-newaccount-exists");
        chain.GoTo(89);
        await SendAsync(chain, "error-expired-no-failure-trace", "error-r1-high-s", "error-signature-text");
        chain.GoTo(91);
        await SendAsync(chain, "push_transaction-error-expired");
        foreach (var name in Recording.Names.Where(n => n.EndsWith("-no-failure-trace", StringComparison.Ordinal) && Answer(n) is null))
        {
            await SendAsync(chain, name);
        }

        chain.GoTo(92);
        await SendAsync(
            chain,
            "push_transaction-error-wrong-signature",
            "push_transaction-error-assert",
            "push_transaction-error-missing-authority",
            "push_transaction-error-deadline");

        // The target of an event, its topic, and bytes: the contract sends itself an inline action with them.
        static byte[] Topic() => new PackedWriter().Name(RecordedChain.Box).Name(RecordedChain.Publish).Bytes([1]).ToArray();
    }

    async Task LimitsAsync(RecordedChain chain)
    {
        const long none = -1;
        var nobody = Name.Parse("nobody");
        await LimitAsync(Limit(nobody, ram: 8192, none, none));
        await SendAsync(chain, "error-ram-usage-exceeded");

        // Weights count against those of others, so there has to be another, and from the next block on.
        await LimitAsync(Limit(nobody, none, net: 0, none), Limit(RecordedChain.Operator, none, net: 1000, none));
        chain.GoTo(93);
        await SendAsync(chain, "error-net-usage-exceeded");
        chain.GoTo(94);
        await LimitAsync(Limit(nobody, none, none, cpu: 0), Limit(RecordedChain.Operator, none, none, cpu: 1000));
        chain.GoTo(95);
        await SendAsync(chain, "error-cpu-usage-exceeded");
        await LimitAsync(Limit(nobody, none, none, none), Limit(RecordedChain.Operator, none, none, none));

        Task LimitAsync(params IReadOnlyList<ContractAction> limits) => chain.DoAsync(chain.Keys.System, limits);

        static ContractAction Limit(Name account, long ram, long net, long cpu) => new(
            RecordedChain.System,
            Name.Parse("setlimits"),
            [Level(RecordedChain.System)],
            new PackedWriter().Byte(2).Name(account).Int64(ram).Int64(net).Int64(cpu).ToArray());
    }

    async Task ReadsAsync(RecordedChain chain)
    {
        chain.GoTo(96);
        chain.Ids["0000005fb3279ebe88ab419801210959808003e74c1a121b1d516f86a17e561e"] = chain.BlockId(95);
        await AskAsync(chain, "get_info", "get_info-GET", "get_info-empty-body", "get_block_header_state");
        chain.GoTo(97);
        await SendAsync(chain, "compute_transaction", "send_read_only_transaction");
        string[] later = ["get_account-with-linked-action", "get_table_by_scope-table", "get_table_rows-int64-number-or-string"];
        foreach (var name in Recording.Names.Where(n => Answer(n) is null
            && !later.Contains(n)
            && Path.GetDirectoryName(n) is ""
            && !n.StartsWith("get_transaction_status-", StringComparison.Ordinal)
            && Recording.Load(n).Request?["transaction"]?["packed_trx"] is null))
        {
            await AskAsync(chain, name);
        }
    }

    async Task LaterAsync(RecordedChain chain)
    {
        chain.GoTo(256);
        await SendAsync(chain, "send_transaction2-success-int64-large");
        await SubmitOthersAsync(chain);
        await AskAsync(chain, "get_table_rows-int64-number-or-string", "get_table_by_scope-table");
        chain.GoTo(500);
        await chain.DoAsync(chain.Keys.Nobody, new ContractAction(RecordedChain.Contract, Name.Parse("ret"), [Level(Name.Parse("nobody"))], default));
        chain.Ids["22a7549eacb510aaf25be643aacdc5b33169d943750fa5f181e8db87adb8affe"] = chain.LastSent;
        await AskAsync(chain, "get_transaction_status-LOCALLY_APPLIED");
        chain.GoTo(501);
        await AskAsync(chain, "get_transaction_status-IN_BLOCK");
        chain.GoTo(502);
        await AskAsync(chain, "get_transaction_status-IRREVERSIBLE");
        await SendAsync(chain, "error-delay_sec", "error-newaccount-bad-name", "error-retry_trx-not-enabled");
        chain.GoTo(505);
        await chain.DoAsync(
            chain.Keys.Operator,
            new UpdateAuth(RecordedChain.Operator, RecordedChain.Publish, Active, new(chain.Keys.Nobody.PublicKey)).By(Level(RecordedChain.Operator)),
            new LinkAuth(RecordedChain.Operator, RecordedChain.Contract, Name.Parse("anchor"), RecordedChain.Publish).By(Level(RecordedChain.Operator)));
        await SendAsync(chain, "send_transaction2-linkauth-permission-but-contract-require_auth");
        chain.GoTo(506);
        await AskAsync(chain, "get_account-with-linked-action");
    }

    /// <summary>Three readings whose transactions are not recorded; for the box to sign them, its key here replaces the recorded one.</summary>
    static async Task SubmitOthersAsync(RecordedChain chain)
    {
        await chain.DoAsync(chain.Keys.Operator, new ContractAction(
            RecordedChain.Contract,
            Name.Parse("regbox"),
            [Level(RecordedChain.Operator)],
            new PackedWriter().Name(RecordedChain.Box).PublicKey(chain.Keys.Box.PublicKey).ToArray()));
        (uint Period, long Energy)[] readings = [(1736140500, -5_000_000_000), (1736141400, 4294967295), (1736142300, -2147483649)];
        foreach (var (period, energy) in readings)
        {
            var reading = new PackedWriter().Name(RecordedChain.Box).String("1EMH0012345678").UInt32(period).Int64(energy).ToArray();
            await chain.DoAsync(chain.Keys.Box, new ContractAction(
                RecordedChain.Contract,
                Name.Parse("submit"),
                [Level(RecordedChain.Box)],
                new PackedWriter().Raw(reading).Signature(chain.Keys.Box.Sign(Checksum256.Hash(reading))).ToArray()));
        }
    }

    async Task VerboseAsync(RecordedChain chain)
    {
        chain.GoTo(83);
        await SendWithoutKeepingAsync(chain, "send_transaction2-regbox-r1key", "send_transaction2-success-r1");
        chain.GoTo(571);
        foreach (var name in Recording.Names.Where(n => Path.GetDirectoryName(n) is "verbose-http-errors"))
        {
            if (Recording.Load(name).Request?["transaction"] is null)
            {
                await AskAsync(chain, name);
            }
            else
            {
                await SendAsync(chain, name);
            }
        }
    }

    async Task SendAsync(RecordedChain chain, params IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            var recording = Recording.Load(name);
            _answers[name] = await chain.SendAsync(recording.Path, RecordedTransaction.Body(chain, recording).ToJsonString());
        }
    }

    static async Task SendWithoutKeepingAsync(RecordedChain chain, params IReadOnlyList<string> names)
    {
        foreach (var recording in names.Select(Recording.Load))
        {
            var (status, answer) = await chain.SendAsync(recording.Path, RecordedTransaction.Body(chain, recording).ToJsonString());
            Assert.True(status == 202, answer?.ToJsonString());
        }
    }

    async Task AskAsync(RecordedChain chain, params IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            var recording = Recording.Load(name);
            var body = recording.Request is JsonValue text ? text.GetValue<string>() : recording.Request?.ToJsonString();
            _answers[name] = await chain.SendAsync(recording.Path, body, recording.IsPost);
        }
    }

    static PermissionLevel Level(Name actor) => new(actor, Active);
}
