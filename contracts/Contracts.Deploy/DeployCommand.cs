using System.CommandLine;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Contracts.Deploy;

/// <summary>The command line.</summary>
static class DeployCommand
{
    static readonly Option<string> Url = new("--url") { Description = "The nodeos to ask, for example http://127.0.0.1:8888.", Required = true };
    static readonly Option<FileInfo?> Keys = new("--key-file") { Description = "Private keys of creator and contract account, one a line (PVT_K1_…, PVT_R1_… or 5…)." };
    static readonly Option<bool> Development = new("--development") { Description = "Signs with the published key that every development chain starts with." };
    static readonly Option<string> Creator = Account("--creator", NativeContract.Account, "Creates the accounts; names with a dot need eosio.");
    static readonly Option<string> Contract = Account("--account", MarketContract.DefaultAccount, "Carries the contract.");
    static readonly Option<string> Operator = Account("--operator", DeploymentPlan.DefaultOperator, "Registers boxes and units, and anchors.");
    static readonly Option<string> Trigger = Account("--trigger", DeploymentPlan.DefaultTrigger, "Asks boxes for readings.");
    static readonly Option<string?> ContractKey = Key("--account-key", "the contract's account");
    static readonly Option<string?> OperatorKey = Key("--operator-key", "the operator's account");
    static readonly Option<string?> TriggerKey = Key("--trigger-key", "the trigger's account");
    static readonly Option<int> Keep = new("--keep-days") { Description = "Days that anchors and events stay in the tables before they may be pruned; 1 or more.", DefaultValueFactory = _ => DeploymentPlan.DefaultKeepDays };
    static readonly Option<FileInfo?> Wasm = new("--wasm") { Description = "The contract; the one built with this program unless given." };
    static readonly Option<FileInfo?> Abi = new("--abi") { Description = "Its ABI in JSON; the one built with this program unless given." };

    public static RootCommand Create(TextWriter output, TextWriter errors)
    {
        var command = new RootCommand("Sets up the market's contract on a chain: accounts, code, ABI, configuration. Changes only what differs, so it can be run again.");
        foreach (var option in new Option[] { Url, Keys, Development, Creator, Contract, Operator, Trigger, ContractKey, OperatorKey, TriggerKey, Keep, Wasm, Abi })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => Run(
            parsed,
            errors,
            (eos, keys) => new Deployment(eos, Plan(parsed, keys[0].PublicKey), output.WriteLine, TimeProvider.System).Run(cancellation),
            cancellation));

        var prune = new Command("prune", "Frees the contract's memory of all rows that are older than its configuration keeps them. Signed by the operator.");
        foreach (var option in new Option[] { Url, Keys, Development, Contract, Operator })
        {
            prune.Options.Add(option);
        }

        prune.SetAction((parsed, cancellation) => Run(
            parsed,
            errors,
            (eos, _) => new Pruning(eos, Name.Parse(parsed.GetRequiredValue(Contract)), Name.Parse(parsed.GetRequiredValue(Operator)), output.WriteLine).Run(cancellation),
            cancellation));
        command.Subcommands.Add(prune);
        return command;
    }

    static async Task<int> Run(ParseResult parsed, TextWriter errors, Func<Eos, IReadOnlyList<PrivateKey>, Task> work, CancellationToken cancellation)
    {
        var keys = new List<PrivateKey>();
        try
        {
            keys.AddRange(ReadKeys(parsed));
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            var eos = new Eos(new() { HttpEndpoint = parsed.GetValue(Url), SignProvider = new DefaultSignProvider(keys) }, http);
            await work(eos, keys);
            return 0;
        }
        catch (HttpRequestException silent)
        {
            await errors.WriteLineAsync($"No node answers at {parsed.GetValue(Url)}: {silent.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"The node at {parsed.GetValue(Url)} did not answer within 30 s. Run the command again.");
        }
        catch (Exception known) when (known is DeploymentException or EosioApiException or EosioFormatException or InvalidOperationException)
        {
            await errors.WriteLineAsync(known.Message);
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }

        return 1;
    }

    static IReadOnlyList<PrivateKey> ReadKeys(ParseResult parsed) => (parsed.GetValue(Keys), parsed.GetValue(Development)) switch
    {
        ({ } file, false) => KeyFile.Read(file),
        (null, true) => [PrivateKey.Parse(KeyFile.DevelopmentKey)],
        _ => throw new DeploymentException("Give either --key-file, or --development for a development chain."),
    };

    static DeploymentPlan Plan(ParseResult parsed, PublicKey first)
    {
        var plan = new DeploymentPlan(
            Name.Parse(parsed.GetRequiredValue(Creator)),
            new(Name.Parse(parsed.GetRequiredValue(Contract)), KeyOf(ContractKey)),
            new(Name.Parse(parsed.GetRequiredValue(Operator)), KeyOf(OperatorKey)),
            new(Name.Parse(parsed.GetRequiredValue(Trigger)), KeyOf(TriggerKey)))
        {
            Keep = Seconds(parsed.GetValue(Keep)),
        };
        plan = parsed.GetValue(Wasm) is { } wasm ? plan with { Wasm = Bytes(wasm) } : plan;
        return parsed.GetValue(Abi) is { } abi ? plan with { Abi = AbiJson.Parse(System.Text.Encoding.UTF8.GetString(Bytes(abi))) } : plan;

        PublicKey KeyOf(Option<string?> option) => parsed.GetValue(option) is { } text ? PublicKey.Parse(text) : first;
    }

    static uint Seconds(int days) => days is >= 1 and <= (int)(uint.MaxValue / DeploymentPlan.SecondsADay)
        ? (uint)days * DeploymentPlan.SecondsADay
        : throw new DeploymentException($"--keep-days must be from 1 to {uint.MaxValue / DeploymentPlan.SecondsADay}; got {days}.");

    static byte[] Bytes(FileInfo file)
    {
        try
        {
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DeploymentException($"{file.FullName} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    static Option<string> Account(string name, Name standard, string description) => new(name) { Description = description, DefaultValueFactory = _ => standard.ToString() };

    static Option<string?> Key(string name, string of) => new(name) { Description = $"Public key of {of} when it has to be created; the first key's of --key-file unless given." };
}
