using System.Net;

namespace LocalEnergyMarket.Portal.Web.Tests;

public sealed class SignInTests(PortalFixture portal)
{
    [Theory]
    [InlineData("/status")]
    [InlineData("/boxes")]
    [InlineData("/timeslots")]
    [InlineData("/timeslots/20260621T1100Z")]
    [InlineData("/anchors")]
    public async Task Data_is_shown_only_to_those_who_signed_in(string path)
    {
        using var stranger = portal.Visitor();
        var page = await stranger.GetAsync(path);
        Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(path)}", page.Path);
    }

    [Theory]
    [InlineData("https://localhost:1")]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost")]
    public async Task An_answer_given_to_another_origin_is_refused(string origin)
    {
        using var person = await portal.SignedInAsync("en");
        await person.SignOutAsync();
        person.Passkey.Origin = origin;

        var page = await person.SignInAsync();

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("not accepted", page.Main, StringComparison.Ordinal);
        Assert.False((await person.GetAsync("/")).SignedIn);
    }

    [Fact]
    public async Task An_answer_without_finger_face_or_pin_is_refused()
    {
        using var person = await portal.SignedInAsync();
        await person.SignOutAsync();
        person.Passkey.Verifies = false;
        Assert.Equal(HttpStatusCode.BadRequest, (await person.SignInAsync()).Status);
    }

    [Fact]
    public async Task An_answer_to_an_older_challenge_is_refused()
    {
        using var person = await portal.SignedInAsync();
        await person.SignOutAsync();
        var token = (await person.GetAsync("/sign-in")).Token;
        var older = await person.PostAsync("/sign-in?handler=Options", token);
        await person.PostAsync("/sign-in?handler=Options", token);

        var page = await person.PostAsync("/sign-in", token, ("Credential", person.Passkey.Get(older.Text)));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{}}")]
    public async Task Rubbish_is_refused_without_a_stack_trace(string credential)
    {
        using var stranger = portal.Visitor("en");
        var token = (await stranger.GetAsync("/sign-in")).Token;
        await stranger.PostAsync("/sign-in?handler=Options", token);

        var page = await stranger.PostAsync("/sign-in", token, ("Credential", credential));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.NotEmpty(page.Document.QuerySelector("[role=alert]")!.TextContent);
    }

    [Fact]
    public async Task The_way_after_signing_in_leads_to_no_other_site()
    {
        using var person = await portal.SignedInAsync();
        await person.SignOutAsync();
        var page = await person.SignInAsync("https://evil.example/");
        Assert.True(page.SignedIn);
        Assert.Equal("/", page.Path);
    }

    [Fact]
    public async Task Who_is_signed_in_stays_so_when_the_portal_starts_again()
    {
        using var person = await portal.SignedInAsync();
        await portal.RestartAsync();
        Assert.True((await person.GetAsync("/status")).SignedIn);
    }

    [Fact]
    public async Task A_form_without_the_page_it_belongs_to_is_refused()
    {
        using var person = await portal.SignedInAsync("en");
        var page = await person.PostAsync("/sign-out", "wrong");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("Reload", page.Main, StringComparison.Ordinal);
        Assert.True((await person.GetAsync("/")).SignedIn);
    }

    [Fact]
    public async Task Cookies_are_bound_to_this_host_and_hidden_from_scripts()
    {
        using var person = await portal.SignedInAsync();
        var cookies = person.Cookies.GetAllCookies();
        Assert.Contains(cookies, cookie => cookie.Name == "__Host-lem-session");
        Assert.All(cookies, cookie => Assert.True(cookie is { Secure: true, HttpOnly: true, Path: "/" } && cookie.Name.StartsWith("__Host-", StringComparison.Ordinal), cookie.ToString()));
    }
}
