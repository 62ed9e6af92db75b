using System.Globalization;
using LocalEnergyMarket.Portal.Web.Configuration;
using LocalEnergyMarket.Portal.Web.Hosting;
using LocalEnergyMarket.Portal.Web.SignIn;

namespace LocalEnergyMarket.Portal.Web;

/// <summary>What the command line asks for.</summary>
abstract record PortalCommand(string ConfigFile)
{
    public const string Usage = """
        Portal.Web --config PATH [--ready-file PATH]
            Serves the portal. The ready file is written with the portal's address once it takes requests.

        Portal.Web invite --config PATH --name NAME [--hours N]
            Makes a one-time invitation to register a passkey, valid for N hours (1 to 720, default 24), and prints it; the last line is
            the link. For a name that was invited before, it adds a passkey to the same account: the way back after a lost key.
        """;

    /// <exception cref="UsageException">The arguments are not understood; the message says which.</exception>
    public static PortalCommand Parse(IReadOnlyList<string> args)
    {
        var invite = args is ["invite", ..];
        string[] known = invite ? ["--config", "--name", "--hours"] : ["--config", "--ready-file"];
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = invite ? 1 : 0; i < args.Count; i += 2)
        {
            if (!known.Contains(args[i], StringComparer.Ordinal))
            {
                throw new UsageException($"'{args[i]}' is not known.");
            }

            values[args[i]] = i + 1 < args.Count ? args[i + 1] : throw new UsageException($"{args[i]} needs a value.");
        }

        var config = values.GetValueOrDefault("--config") ?? throw new UsageException("--config and the path of the configuration are missing.");
        return invite
            ? new InviteCommand(config, Name(values), TimeSpan.FromHours(Hours(values)))
            : new ServeCommand(config, values.GetValueOrDefault("--ready-file"));
    }

    public abstract Task RunAsync(TextWriter output);

    static string Name(Dictionary<string, string> values) =>
        values.GetValueOrDefault("--name")?.Trim() is { Length: > 0 and <= 100 } name
            ? name
            : throw new UsageException("--name and the name of the person invited, at most 100 characters, is missing.");

    static int Hours(Dictionary<string, string> values) =>
        !values.TryGetValue("--hours", out var text) ? 24
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is >= 1 and <= 720 ? hours
        : throw new UsageException($"--hours: '{text}' is not a whole number from 1 to 720.");
}

sealed record ServeCommand(string ConfigFile, string? ReadyFile) : PortalCommand(ConfigFile)
{
    public override async Task RunAsync(TextWriter output)
    {
        if (ReadyFile is not null)
        {
            File.Delete(ReadyFile);
        }

        var options = PortalOptionsFile.Load(ConfigFile);
        await using var portal = await PortalHost.BuildAsync(options, CancellationToken.None);
        var stopping = portal.Lifetime.ApplicationStopping;
        await portal.StartAsync(stopping);
        if (ReadyFile is not null)
        {
            await File.WriteAllTextAsync(ReadyFile + ".new", options.Origin + "\n", stopping);
            File.Move(ReadyFile + ".new", ReadyFile, overwrite: true);
        }

        await portal.WaitForShutdownAsync(CancellationToken.None);
    }
}

sealed record InviteCommand(string ConfigFile, string Name, TimeSpan Validity) : PortalCommand(ConfigFile)
{
    public override async Task RunAsync(TextWriter output)
    {
        var options = PortalOptionsFile.Load(ConfigFile);
        await SignInSchema.UpgradeAsync(options.Database, CancellationToken.None);
        await using var context = SignInContext.Open(options.Database);
        var issued = await new Invitations(context, TimeProvider.System).IssueAsync(Name, Validity, CancellationToken.None);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"Invitation for {Name}, for one passkey, valid until {issued.ExpiresAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC:"));
        await output.WriteLineAsync(issued.Code);
        await output.WriteLineAsync($"{options.Origin}/register#{issued.Code}");
    }
}

/// <summary>The command line is not understood.</summary>
sealed class UsageException(string message) : Exception(message);
