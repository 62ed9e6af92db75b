using System.Globalization;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>The embedded chain, and the market's contract on it.</summary>
public sealed class ChainPart
{
    /// <summary>The key that every development chain starts with, published by EOSIO: worth nothing anywhere else.</summary>
    const string DevelopmentKey = "5KQwrPbwdL6PhXujxW37FSSQZ1JiwsST4cqQzDeyXtP79zkvFD3";

    static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    readonly string _folder;

    ChainPart(string folder, int port)
    {
        _folder = folder;
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        Process = new("chain", folder, [Programs.PathOf("Contracts.Chain"), $"--Listen={Url}", $"--Data={Path.Combine(folder, "data")}"], null);
    }

    public Part Process { get; }

    public string Url { get; }

    internal string OperatorKeyFile => Path.Combine(_folder, "operator.key");

    internal string TriggerKeyFile => Path.Combine(_folder, "trigger.key");

    /// <summary>A client that reads; it has no keys.</summary>
    public Eos Client() => new(new() { HttpEndpoint = Url }, Http);

    internal static async Task<ChainPart> StartAsync(string folder, Action<Part> own, CancellationToken cancellation)
    {
        var chain = new ChainPart(folder, FreePorts.One());
        own(chain.Process);
        await chain.Process.StartAsync(cancellation);
        await chain.Process.UntilAsync("it answers", chain.AnswersAsync, cancellation);
        await chain.DeployAsync(cancellation);
        return chain;
    }

    async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await Client().GetInfo(cancellation);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    async Task DeployAsync(CancellationToken cancellation)
    {
        var contractKey = PrivateKey.Generate(KeyType.K1);
        var keys = Secret("deploy.keys", DevelopmentKey + "\n" + contractKey.Export() + "\n");
        await CommandLine.RunAsync(
            [
                Programs.PathOf("Contracts.Deploy"), "--url", Url, "--key-file", keys, "--account-key", contractKey.PublicKey.ToString(),
                "--operator-key", NewKey(OperatorKeyFile), "--trigger-key", NewKey(TriggerKeyFile),
            ],
            cancellation);
    }

    /// <returns>The public key.</returns>
    string NewKey(string path)
    {
        using var key = PrivateKey.Generate(KeyType.K1);
        Secret(Path.GetFileName(path), key.Export() + "\n");
        return key.PublicKey.ToString();
    }

    string Secret(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
