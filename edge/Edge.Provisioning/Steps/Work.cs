using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Edge.Provisioning.Configuring;
using LocalEnergyMarket.Edge.Provisioning.Dialogue;
using LocalEnergyMarket.Edge.Provisioning.Problems;
using LocalEnergyMarket.Edge.Provisioning.State;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>What every step works with.</summary>
/// <param name="Config">Path of box.json.</param>
/// <param name="By">Who works here.</param>
/// <param name="TokenFile">File with the token of a technician or operator at the backend; null if there is none.</param>
sealed record Work(string Config, string By, string? TokenFile, Output Output, Terminal Terminal, TimeProvider Time)
{
    public Language Language => Output.Language;

    /// <summary>The folder of the box: configuration, identity, journal, what was done.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(Config))!;

    /// <exception cref="ProblemException">The configuration is missing or wrong.</exception>
    public BoxOptions Options() => BoxFile.Load(Config);

    /// <exception cref="ProblemException">The file cannot be read.</exception>
    public ProgressFile Progress() => ProgressFile.Open(Config, By, Time);

    /// <summary>What the box was enrolled as; null if it was not.</summary>
    /// <exception cref="ProblemException">The file is damaged.</exception>
    public static BoxIdentity? FindIdentity(BoxOptions options)
    {
        try
        {
            return BoxIdentity.Load(options.IdentityFile);
        }
        catch (Exception e) when (e is IdentityException or IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemId.FileNotReadable, e.Message, e);
        }
    }

    /// <exception cref="ProblemException">The box is not enrolled.</exception>
    public static BoxIdentity Identity(BoxOptions options) =>
        FindIdentity(options) ?? throw new ProblemException(ProblemId.NotEnrolled, options.IdentityFile);

    /// <summary>The supplier's authority and the way to the backends.</summary>
    /// <exception cref="ProblemException">A file is missing or holds something else.</exception>
    public static BackendAccess Access(BoxOptions options)
    {
        try
        {
            return options.Access();
        }
        catch (IdentityException e)
        {
            throw new ProblemException(ProblemId.AuthorityMissing, e.Message, e);
        }
    }

    /// <summary>The token of whoever works here; null if there is none.</summary>
    /// <exception cref="ProblemException">The file cannot be read.</exception>
    public string? Token()
    {
        var file = TokenFile ?? Environment.GetEnvironmentVariable("LEM_TOKEN_FILE");
        return string.IsNullOrEmpty(file) ? null : System.Text.Encoding.UTF8.GetString(WholeFile.Read(file)).Trim();
    }

    /// <summary>The market's clock, as the box has it.</summary>
    public static TimeProvider Market(BoxOptions options) => MarketClock.Parse(options.Clock);

    public string Say(string german, string english) => Language.Say(german, english);
}
