using System.Net;
using LocalEnergyMarket.Portal.Web.Language;
using LocalEnergyMarket.Protos.Quantities;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>What holds of every page.</summary>
public sealed class SiteTests(PortalFixture portal)
{
    public static TheoryData<string> Paths => ["/", "/sign-in", "/register", "/status", "/boxes", "/timeslots", "/timeslots/20260621T1100Z", "/anchors", "/forecasts", "/forecasts?unit=SEE900000000001&day=2026-06-21", "/jobs", "/jobs/0197f3b2-0000-7000-8000-0000000000a2", "/nothing"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(string path)
    {
        using var person = await portal.SignedInAsync();
        var page = await person.GetAsync(path);
        var policy = page.Response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(page.Response.Headers.Contains("Strict-Transport-Security"), "HSTS would lock a developer out of localhost.");
        Assert.False(page.Response.Headers.Contains("Server"));
        Assert.True(page.Response.Headers.CacheControl!.NoStore);

        Assert.All(page.Document.Scripts, script => Assert.Equal("", script.TextContent));
        Assert.Empty(page.Document.QuerySelectorAll("style, [style], iframe, object"));
        Assert.DoesNotContain(page.Document.All.SelectMany(element => element.Attributes), attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal));
        foreach (var address in page.Document.QuerySelectorAll("[src], link[href]").Select(element => element.GetAttribute("src") ?? element.GetAttribute("href")!))
        {
            Assert.StartsWith("/", address, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await person.GetAsync(address)).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_can_be_used_without_seeing_it(string path)
    {
        using var person = await portal.SignedInAsync("en");
        var document = (await person.GetAsync(path)).Document;
        Assert.Equal("en", document.DocumentElement.GetAttribute("lang"));
        Assert.Single(document.QuerySelectorAll("h1"));
        Assert.NotNull(document.QuerySelector("main#main"));
        Assert.Equal("#main", document.QuerySelector("a.skip")!.GetAttribute("href"));
        Assert.All(document.QuerySelectorAll("input:not([type=hidden])"), input => Assert.NotNull(document.QuerySelector($"label[for='{input.Id}']")));
        Assert.All(document.QuerySelectorAll("img"), image => Assert.True(image.HasAttribute("alt")));
        Assert.All(document.QuerySelectorAll("table"), table => Assert.Equal("table", table.GetAttribute("role")));
        Assert.All(document.QuerySelectorAll("tbody td"), cell => Assert.NotEmpty(cell.GetAttribute("data-label") ?? ""));
        Assert.All(document.QuerySelectorAll("button, a"), control => Assert.NotEmpty(control.TextContent.Trim()));
        Assert.All(document.QuerySelectorAll("thead th"), head => Assert.Equal("columnheader", head.GetAttribute("role")));
    }

    [Theory]
    [InlineData("de-AT,de;q=0.9", "Willkommen")]
    [InlineData("en-GB", "Welcome")]
    [InlineData("fr", "Willkommen")]
    public async Task The_browser_chooses_the_language(string accepted, string title)
    {
        using var stranger = portal.Visitor(accepted);
        Assert.StartsWith(title, (await stranger.GetAsync("/")).Document.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_switch_changes_the_language_and_stays_on_the_page()
    {
        using var stranger = portal.Visitor("de");
        var page = await stranger.GetAsync("/register");
        var switched = await stranger.PostAsync("/language", page.Token, ("language", "en"), ("returnUrl", "/register"));
        Assert.Equal("/register", switched.Path);
        Assert.Equal("Set up a passkey", switched.Document.QuerySelector("h1")!.TextContent);
        Assert.StartsWith("Welcome", (await stranger.GetAsync("/")).Document.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hour_that_comes_twice_is_told_apart()
    {
        var first = new Timeslot(new DateTimeOffset(2026, 10, 25, 0, 15, 0, TimeSpan.Zero).ToUnixTimeSeconds());
        Assert.EndsWith("02:15\u201302:30 " + Speech.Say("MESZ", "CEST"), LocalTime.Slot(first), StringComparison.Ordinal);
        Assert.EndsWith("02:15\u201302:30 " + Speech.Say("MEZ", "CET"), LocalTime.Slot(first.Plus(4)), StringComparison.Ordinal);
        Assert.EndsWith("03:15\u201303:30", LocalTime.Slot(first.Plus(8)), StringComparison.Ordinal);
    }
}
