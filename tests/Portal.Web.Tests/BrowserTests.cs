using LocalEnergyMarket.Testbed.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>The same in Chromium with its virtual authenticator.</summary>
public sealed class BrowserTests(PortalFixture portal) : IAsyncLifetime
{
    PasskeyBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        portal.Scene.Fill();
        _browser = await PasskeyBrowser.LaunchAsync(portal.Options.Listen.CertificateFile);
    }

    [Fact]
    public async Task A_person_follows_an_invitation_makes_a_passkey_and_signs_in_with_it()
    {
        var page = await _browser!.OpenAsync();
        await RegisterAsync(page, "Anna im Browser");
        await page.ClickAsync("text=Abmelden");
        await page.WaitForURLAsync($"{portal.Origin}/");

        await page.GotoAsync($"{portal.Origin}/boxes");
        Assert.Equal("/sign-in", new Uri(page.Url).AbsolutePath);
        await page.ClickAsync("button.action");
        await page.WaitForURLAsync($"{portal.Origin}/boxes");

        Assert.Contains("Am Mühlbach 3", await page.TextContentAsync("main"), StringComparison.Ordinal);
        Assert.Empty(_browser.Complaints);
    }

    [Fact]
    public async Task A_code_that_is_not_valid_is_said_in_the_form()
    {
        var page = await _browser!.OpenAsync();
        await page.GotoAsync($"{portal.Origin}/register#AAAAA-AAAAA-AAAAA-AAAAA");
        await page.ClickAsync("button.action");
        await page.WaitForSelectorAsync("[role=alert]:not(:empty)");
        Assert.Contains("Dieser Code gilt nicht", await page.TextContentAsync("[role=alert]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_page_of_another_origin_got_from_the_passkey_signs_nobody_in()
    {
        var page = await _browser!.OpenAsync();
        await RegisterAsync(page, "Bert im Browser");
        await page.ClickAsync("text=Abmelden");
        await page.WaitForURLAsync($"{portal.Origin}/");
        await using var stranger = await StartStrangerAsync();

        // The challenge is the portal's own and fresh; the browser lets another port of the host ask the passkey, and writes down who asked.
        await page.GotoAsync($"{portal.Origin}/sign-in");
        var options = await page.EvaluateAsync<string>(
            "async () => (await fetch('?handler=Options', { method: 'POST', body: new FormData(document.querySelector('form[data-passkey]')) })).text()");
        await page.GotoAsync(stranger.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        var answer = await page.EvaluateAsync<string>(
            "async options => JSON.stringify((await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options)) })).toJSON())",
            options);
        await page.GotoAsync($"{portal.Origin}/sign-in");
        await page.EvaluateAsync(
            "answer => { const form = document.querySelector('form[data-passkey]'); form.elements.Credential.value = answer; form.submit(); }", answer);
        await page.WaitForSelectorAsync("[role=alert]:not(:empty)");

        Assert.Contains("nicht angenommen", await page.TextContentAsync("[role=alert]"), StringComparison.Ordinal);
        await page.GotoAsync($"{portal.Origin}/boxes");
        Assert.Equal("/sign-in", new Uri(page.Url).AbsolutePath);
    }

    [Theory]
    [InlineData("phone", 390, 844, ColorScheme.Light)]
    [InlineData("desk", 1280, 900, ColorScheme.Light)]
    [InlineData("dark", 390, 844, ColorScheme.Dark)]
    public async Task Every_page_fits_its_screen(string name, int width, int height, ColorScheme colours)
    {
        var page = await _browser!.OpenAsync(width, height, colours);
        await page.GotoAsync(portal.Origin);
        await PasskeyBrowser.ShotAsync(page, $"{name}-start");
        await RegisterAsync(page, $"Bild {name}");
        foreach (var path in new[] { "status", "boxes", "timeslots", "timeslots/20260621T1100Z", "anchors" })
        {
            await page.GotoAsync($"{portal.Origin}/{path}");
            await PasskeyBrowser.ShotAsync(page, $"{name}-{path.Replace('/', '-')}");
            var overflow = await PasskeyBrowser.OverflowAsync(page);
            Assert.True(overflow <= 0, $"{path} is {overflow} px wider than a screen of {width} px.");
        }

        Assert.Empty(_browser.Complaints);
    }

    public ValueTask DisposeAsync() => _browser?.DisposeAsync() ?? ValueTask.CompletedTask;

    async Task RegisterAsync(IPage page, string name)
    {
        await page.GotoAsync($"{portal.Origin}/register#{await portal.InviteAsync(name)}");
        await page.ClickAsync("button.action");
        await page.WaitForURLAsync($"{portal.Origin}/");
        Assert.NotNull(await page.QuerySelectorAsync("form[action='/sign-out']"));
    }

    async Task<WebApplication> StartStrangerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(
            FreePorts.One(),
            listen => listen.UseHttps(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(
                portal.Options.Listen.CertificateFile, portal.Options.Listen.KeyFile))));
        var stranger = builder.Build();
        stranger.MapGet("/", () => Results.Content("<!DOCTYPE html><title>Stranger</title>", "text/html"));
        await stranger.StartAsync(CancellationToken.None);
        return stranger;
    }
}
