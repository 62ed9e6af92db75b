using System.Security.Cryptography;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using Microsoft.Playwright;

namespace LocalEnergyMarket.Backend.Server.Tests.Api;

/// <summary>The API's page in Chromium.</summary>
public sealed class PageTests(RunningSystem system) : IAsyncLifetime
{
    readonly List<string> _complaints = [];
    readonly List<string> _elsewhere = [];
    IPlaywright? _playwright;
    IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var key = Convert.ToBase64String(SHA256.HashData(system.Files.Certificates.Server.PublicKey.ExportSubjectPublicKeyInfo()));
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium", Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", $"--ignore-certificate-errors-spki-list={key}"],
        });
    }

    [Fact]
    public async Task A_person_reads_the_methods_types_a_token_and_calls_one()
    {
        var page = await OpenAsync();
        Assert.Contains("OAS 3.1", await page.TextContentAsync(".info"), StringComparison.Ordinal);
        var text = await page.TextContentAsync("#page");
        Assert.Contains("The register of boxes, meters, units and customers", text, StringComparison.Ordinal);
        Assert.Contains("Offers energy of one of the customer's units in one timeslot", text, StringComparison.Ordinal);

        await page.ClickAsync("button.authorize");
        await page.FillAsync(".auth-container input", Callers.TokenOf("Operator"));
        await page.ClickAsync(".auth-btn-wrapper button[type=submit]");
        await page.ClickAsync(".auth-btn-wrapper .btn-done");

        Assert.Equal("200", await CallAsync(page, "StatusService_GetStatus"));
        Assert.Contains("PART_STATE_WELL", await page.TextContentAsync("[id='operations-StatusService-StatusService_GetStatus'] .live-responses-table"), StringComparison.Ordinal);
        Assert.Equal("200", await CallAsync(page, "StatusService_GetStatusByGet"));
        Assert.Empty(_complaints);
        Assert.Empty(_elsewhere);

        // artifacts/bin/<project>/<configuration>/ is where this runs.
        await page.ScreenshotAsync(new() { Path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots", "openapi.png")), FullPage = true });
    }

    [Fact]
    public async Task Without_a_token_the_page_shows_what_the_backend_says()
    {
        var page = await OpenAsync();
        Assert.Equal("401", await CallAsync(page, "StatusService_GetStatus"));
        Assert.DoesNotContain(_complaints, complaint => !complaint.Contains("401", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }

    static async Task<string> CallAsync(IPage page, string operation)
    {
        var block = page.Locator($"[id='operations-StatusService-{operation}']");
        await block.Locator(".opblock-summary-control").ClickAsync();
        await block.Locator(".try-out__btn").ClickAsync();
        await block.Locator("button.execute").ClickAsync();
        var status = block.Locator(".live-responses-table tbody .response-col_status");
        await status.WaitForAsync();
        var said = (await status.TextContentAsync())!.Trim();
        Assert.True(said.Length >= 3, $"{operation}: {said}");
        return said[..3];
    }

    async Task<IPage> OpenAsync()
    {
        var page = await (await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 1000 } })).NewPageAsync();
        page.Console += (_, message) => _complaints.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) => _elsewhere.AddRange(request.Url.StartsWith(system.Address.ToString(), StringComparison.Ordinal) || request.Url.StartsWith("data:", StringComparison.Ordinal) ? [] : [request.Url]);
        await page.GotoAsync(new Uri(system.Address, "/openapi").ToString());
        await page.WaitForSelectorAsync(".opblock");
        return page;
    }
}
