using LocalEnergyMarket.MainJob.Parts;
using LocalEnergyMarket.Portal.Web.Tests;
using LocalEnergyMarket.Testbed.Processes;
using Microsoft.Playwright;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>A person at the portal of the system whose main job is over: followed the invitation, made a passkey, signed out, and in again with it.</summary>
public sealed class PortalVisit(MainJobFixture job) : IAsyncLifetime
{
    PasskeyBrowser? _browser;

    public IPage Page { get; private set; } = null!;

    /// <summary>The link that the person followed.</summary>
    public string Invitation { get; private set; } = "";

    public PortalPart Portal => job.System.Portal!;

    internal PasskeyBrowser Browser => _browser!;

    public async ValueTask InitializeAsync()
    {
        // Only now: the job is not slowed down by what it does not need.
        var portal = await job.System.StartPortalAsync(FreePorts.One(), CancellationToken.None);
        _browser = await PasskeyBrowser.LaunchAsync(portal.CertificateFile);
        Page = await _browser.OpenAsync();
        Invitation = await portal.InviteAsync("Frau Sommer", CancellationToken.None);
        await Page.GotoAsync(Invitation);
        await Page.ClickAsync("button.action");
        await Page.WaitForURLAsync($"{portal.Url}/");
        await Page.ClickAsync("text=Abmelden");
        await Page.WaitForURLAsync($"{portal.Url}/");
        await Page.GotoAsync($"{portal.Url}/status");
        await Page.ClickAsync("button.action");
        await Page.WaitForURLAsync($"{portal.Url}/status");
    }

    /// <summary>Opens a page of the portal.</summary>
    public Task OpenAsync(string path) => Page.GotoAsync($"{Portal.Url}{path}");

    /// <summary>Where a link leads; null if there is none.</summary>
    public async Task<string?> HrefAsync(string link) => await Page.QuerySelectorAsync(link) is { } found ? await found.GetAttributeAsync("href") : null;

    /// <summary>The cells of each row of the tables below a heading (of the whole page, if null), with single spaces.</summary>
    public Task<string[][]> RowsAsync(string? heading = null) => Page.EvaluateAsync<string[][]>(
        """
        heading => {
          const below = [];
          let next = heading && [...document.querySelectorAll('main h2')].find(h => h.textContent === heading).nextElementSibling;
          for (; next && !next.matches('h2'); next = next.nextElementSibling) below.push(next);
          return (heading ? below : [document.querySelector('main')])
            .flatMap(place => place.matches('table') ? [place] : [...place.querySelectorAll('table')])
            .flatMap(table => [...table.tBodies[0].rows])
            .map(row => [...row.cells].map(cell => cell.innerText.replace(/\s+/g, ' ').trim()));
        }
        """,
        heading);

    /// <summary>The text of the only element, with single spaces.</summary>
    public async Task<string> TextAsync(string selector) =>
        string.Join(' ', (await Page.Locator(selector).InnerTextAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }
}
