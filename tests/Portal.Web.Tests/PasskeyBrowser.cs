using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>Chromium that trusts the portal's key and no other of a private authority, with a virtual authenticator in each of its windows.</summary>
sealed class PasskeyBrowser : IAsyncDisposable
{
    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    readonly List<string> _complaints = [];
    readonly IPlaywright _playwright;
    readonly IBrowser _browser;

    PasskeyBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>What the content security policy stopped, and what a script threw.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <param name="certificateFile">The portal's certificate, PEM.</param>
    public static async Task<PasskeyBrowser> LaunchAsync(string certificateFile)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(certificateFile);
        var key = Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium", Headless = true, Args = [.. Arguments, $"--ignore-certificate-errors-spki-list={key}"],
        }));
    }

    /// <summary>A window of a person with an authenticator of its own.</summary>
    public async Task<IPage> OpenAsync(int width = 1280, int height = 900, ColorScheme colours = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(new() { Locale = "de-DE", ColorScheme = colours, ViewportSize = new() { Width = width, Height = height } });
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("400", StringComparison.Ordinal))
            {
                _complaints.Add(message.Text);
            }
        };
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new(StringComparer.Ordinal)
        {
            ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true,
                ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        return page;
    }

    /// <summary>A picture of the whole page, in artifacts/screenshots.</summary>
    public static async Task ShotAsync(IPage page, string name)
    {
        // artifacts/bin/<project>/<configuration>/ is where this runs.
        var folder = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots");
        await page.ScreenshotAsync(new() { Path = Path.GetFullPath(Path.Combine(folder, $"portal-{name}.png")), FullPage = true });
    }

    /// <summary>By how many pixels the page is wider than the screen.</summary>
    public static Task<int> OverflowAsync(IPage page) =>
        page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
