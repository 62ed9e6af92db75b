using System.Net;

namespace LocalEnergyMarket.Portal.Web.Tests;

public sealed class RegistrationTests(PortalFixture portal)
{
    [Fact]
    public async Task An_invitation_makes_an_account_with_a_passkey_that_signs_in_again()
    {
        using var person = portal.Visitor();
        var registered = await person.RegisterAsync(await portal.InviteAsync("Anna Köhler"));
        Assert.True(registered.SignedIn, registered.Main);
        Assert.False((await person.SignOutAsync()).SignedIn);

        var page = await person.SignInAsync("/status");

        Assert.True(page.SignedIn, page.Main);
        Assert.Equal("/status", page.Path);
    }

    [Fact]
    public async Task An_invitation_works_once()
    {
        var code = await portal.InviteAsync("Once only");
        using var first = portal.Visitor();
        Assert.True((await first.RegisterAsync(code)).SignedIn);

        using var second = portal.Visitor("en");
        var refused = await second.RegisterAsync(code);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("used already", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_use_an_invitation_together_one_gets_in()
    {
        var code = await portal.InviteAsync("Two at once");
        using var first = portal.Visitor();
        using var second = portal.Visitor();

        var pages = await Task.WhenAll(first.RegisterAsync(code), second.RegisterAsync(code));

        Assert.Single(pages, page => page.Status == HttpStatusCode.OK && page.SignedIn);
    }

    [Fact]
    public async Task An_invitation_ends()
    {
        using var person = portal.Visitor("en");
        var refused = await person.RegisterAsync(await portal.InviteAsync("Too late", TimeSpan.FromSeconds(-1)));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.False((await person.GetAsync("/")).SignedIn);
    }

    [Fact]
    public async Task A_code_is_understood_however_it_is_typed()
    {
        var code = await portal.InviteAsync("Typed by hand");
        using var person = portal.Visitor();
        var typed = " " + code.ToLowerInvariant().Replace('-', ' ').Replace('0', 'o').Replace('1', 'l');
        Assert.True((await person.RegisterAsync(typed)).SignedIn);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAA-AAAAA-AAAAA-AAAAA")]
    public async Task A_code_that_nobody_issued_is_refused(string code)
    {
        using var person = portal.Visitor();
        Assert.Equal(HttpStatusCode.BadRequest, (await person.RegisterAsync(code)).Status);
    }

    [Fact]
    public async Task A_passkey_made_on_another_site_is_refused_and_the_code_stays_valid()
    {
        var code = await portal.InviteAsync("Fooled");
        using var person = portal.Visitor("en");
        person.Passkey.Origin = "https://localhost.example";
        var refused = await person.RegisterAsync(code);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("not accepted", refused.Main, StringComparison.Ordinal);

        person.Passkey.Origin = portal.Origin;
        Assert.True((await person.RegisterAsync(code)).SignedIn);
    }

    [Fact]
    public async Task After_a_lost_key_an_invitation_of_the_same_name_gives_the_account_another()
    {
        using var person = portal.Visitor();
        await person.RegisterAsync(await portal.InviteAsync("Lost her key"));
        using var again = portal.Visitor();
        Assert.True((await again.RegisterAsync(await portal.InviteAsync("Lost her key"))).SignedIn);
        await person.SignOutAsync();
        Assert.True((await person.SignInAsync()).SignedIn);
    }
}
