using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace LocalEnergyMarket.Protos.Clients.Tests.TypeScript;

/// <summary>Chromium that trusts the backend's key and no other of a private authority, and a page with a script.</summary>
sealed class Browser : IAsyncDisposable
{
    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    readonly IPlaywright _playwright;
    readonly IBrowser _browser;

    Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> LaunchAsync(X509Certificate2 trusted)
    {
        var key = Convert.ToBase64String(SHA256.HashData(trusted.PublicKey.ExportSubjectPublicKeyInfo()));
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium", Headless = true, Args = [.. Arguments, $"--ignore-certificate-errors-spki-list={key}"],
        }));
    }

    /// <summary>Serves a page of this origin whose script this is.</summary>
    public static async Task<WebApplication> ServeAsync(Uri origin, string script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(origin.Port));
        var site = builder.Build();
        site.MapGet("/", () => Results.Content("<!DOCTYPE html><title>A page</title><script type=module src=page.js></script>", "text/html"));
        site.MapGet("/page.js", () => Results.Content(script, "text/javascript; charset=utf-8"));
        await site.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    public async Task<IPage> OpenAsync(Uri address)
    {
        var page = await _browser.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
