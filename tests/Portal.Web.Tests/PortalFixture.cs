using LocalEnergyMarket.Portal.Web.Configuration;
using LocalEnergyMarket.Portal.Web.Hosting;
using LocalEnergyMarket.Portal.Web.SignIn;
using LocalEnergyMarket.Testbed.Postgres;
using LocalEnergyMarket.Testbed.Processes;
using Microsoft.AspNetCore.Builder;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Portal.Web.Tests.PortalFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>A portal on a real PostgreSQL, and a backend that says what the test wants.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    readonly ScratchFolder _folder = new();
    PostgresCluster? _cluster;
    FakeBackend? _backend;
    WebApplication? _portal;

    internal PortalOptions Options { get; private set; } = new();

    internal Scene Scene => _backend!.Scene;

    internal string AuthorityFile { get; private set; } = "";

    public string Origin => Options.Origin;

    public string Folder => _folder.Path;

    public async ValueTask InitializeAsync()
    {
        var (backendAuthority, backendCertificate, backendKey) = TestCertificates.Write(Folder, "backend");
        var (authority, certificate, key) = TestCertificates.Write(Folder, "portal");
        AuthorityFile = authority;
        _cluster = await PostgresCluster.StartAsync(_folder.In("postgres"), CancellationToken.None);
        var backendPort = FreePorts.One();
        _backend = await FakeBackend.StartAsync(backendPort, backendCertificate, backendKey);
        await File.WriteAllTextAsync(_folder.In("token"), FakeBackend.Token + "\n", CancellationToken.None);
        Options = new()
        {
            Listen = { Port = FreePorts.One(), CertificateFile = certificate, KeyFile = key },
            Database = await _cluster.CreateDatabaseAsync(CancellationToken.None),
            Backend = { Address = $"https://localhost:{backendPort}", CaFile = backendAuthority, TokenFile = _folder.In("token") },
        };
        PortalOptionsFile.Complete(Options, Folder);
        await StartPortalAsync();
    }

    public async Task RestartAsync()
    {
        await _portal!.DisposeAsync();
        await StartPortalAsync();
    }

    /// <summary>A second portal, configured as this one unless changed.</summary>
    internal async Task<(WebApplication Portal, PortalOptions Options)> StartAnotherAsync(Action<PortalOptions> change)
    {
        var options = new PortalOptions
        {
            Listen = { Port = FreePorts.One(), CertificateFile = Options.Listen.CertificateFile, KeyFile = Options.Listen.KeyFile },
            Database = Options.Database,
            Backend = { Address = Options.Backend.Address, CaFile = Options.Backend.CaFile, TokenFile = Options.Backend.TokenFile },
        };
        change(options);
        PortalOptionsFile.Complete(options, Folder);
        var another = await PortalHost.BuildAsync(options, CancellationToken.None);
        await another.StartAsync(CancellationToken.None);
        return (another, options);
    }

    internal Task<string> CreateDatabaseAsync() => _cluster!.CreateDatabaseAsync(TestContext.Current.CancellationToken);

    internal Task StopDatabaseAsync() => _cluster!.KillAsync();

    internal Task StartDatabaseAsync() => _cluster!.RestartAsync(CancellationToken.None);

    internal Person Visitor(string language = "de") => new(Origin, AuthorityFile, language);

    internal async Task<string> InviteAsync(string name, TimeSpan? validity = null)
    {
        await using var context = SignInContext.Open(Options.Database);
        return (await new Invitations(context, TimeProvider.System).IssueAsync(name, validity ?? TimeSpan.FromHours(1), TestContext.Current.CancellationToken)).Code;
    }

    /// <summary>A person with an account, signed in.</summary>
    internal async Task<Person> SignedInAsync(string language = "de")
    {
        var person = Visitor(language);
        await person.RegisterAsync(await InviteAsync($"Person {Guid.NewGuid():N}"));
        return person;
    }

    public async ValueTask DisposeAsync()
    {
        await (_portal?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_backend?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    async Task StartPortalAsync()
    {
        _portal = await PortalHost.BuildAsync(Options, CancellationToken.None);
        await _portal.StartAsync(CancellationToken.None);
    }
}
