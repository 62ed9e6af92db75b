using System.Net;
using LocalEnergyMarket.Portal.Web.Configuration;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>Whom the portal believes to be the backend, and what it shows if it cannot.</summary>
public sealed class BackendTrustTests(PortalFixture portal)
{
    [Fact]
    public async Task A_backend_with_a_certificate_of_another_authority_is_not_talked_to()
    {
        var page = await StatusOfAsync(options => options.Backend.CaFile = portal.AuthorityFile);
        Assert.Equal(HttpStatusCode.BadGateway, page.Status);
        Assert.Contains("Backend:CaFile", page.Main, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_that_is_not_there_is_said_in_words()
    {
        var page = await StatusOfAsync(options => options.Backend.Address = $"https://localhost:{FreePorts.One()}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
    }

    [Fact]
    public async Task A_token_that_the_backend_does_not_know_is_said_in_words()
    {
        var token = Path.Combine(portal.Folder, "other-token");
        await File.WriteAllTextAsync(token, "not-the-token", TestContext.Current.CancellationToken);
        var page = await StatusOfAsync(options => options.Backend.TokenFile = token);
        Assert.Equal(HttpStatusCode.BadGateway, page.Status);
        Assert.Contains("Backend:TokenFile", page.Main, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-token", page.Text, StringComparison.Ordinal);
    }

    async Task<PageView> StatusOfAsync(Action<PortalOptions> change)
    {
        var (another, options) = await portal.StartAnotherAsync(change);
        await using (another)
        {
            using var person = new Person(options.Origin, portal.AuthorityFile, "en");
            await person.RegisterAsync(await portal.InviteAsync($"Person {Guid.NewGuid():N}"));
            return await person.GetAsync("/status");
        }
    }
}
