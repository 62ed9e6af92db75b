using System.Net;
using LocalEnergyMarket.Backend.Jobs;
using LocalEnergyMarket.Backend.Mastr.Importing;
using LocalEnergyMarket.Testbed.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Importing;

public sealed class DownloadTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-04-01", "25.2")]
    [InlineData("2026-04-02", "26.1")]
    [InlineData("2026-10-01", "26.1")]
    [InlineData("2026-10-02", "26.2")]
    [InlineData("2027-01-01", "26.2")]
    public void A_release_begins_the_day_after_it_came(string day, string release) =>
        Assert.Equal(release, MastrDownload.Release(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public async Task The_export_of_the_day_is_fetched_with_one_request_and_not_again()
    {
        await using var site = await Site.StartAsync(context => context.Response.Body.WriteAsync(new byte[] { 1, 2, 3 }, context.RequestAborted).AsTask());
        using var folder = new ScratchFolder();
        using var http = new HttpClient();
        var download = new MastrDownload(new() { DownloadUrl = site.Url + "Gesamtdatenexport_{date}_{release}.zip", DownloadFolder = folder.In("zips") }, http, new Noon());

        var (path, name) = await download.RunAsync(new ImportBed.Silent(), Cancellation);
        await download.RunAsync(new ImportBed.Silent(), Cancellation);

        Assert.Equal("Gesamtdatenexport_20260131_25.2.zip", name);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(path, Cancellation));
        Assert.Equal(["/Gesamtdatenexport_20260131_25.2.zip "], site.Requests, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("not there")]
    [InlineData("broken off")]
    public async Task What_is_not_whole_is_not_taken(string what)
    {
        await using var site = await Site.StartAsync(async context =>
        {
            if (what == "not there")
            {
                context.Response.StatusCode = (int)HttpStatusCode.NotFound;
                return;
            }

            context.Response.ContentLength = 100;
            await context.Response.Body.WriteAsync(new byte[50], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });
        using var folder = new ScratchFolder();
        using var http = new HttpClient();
        var download = new MastrDownload(new() { DownloadUrl = site.Url, DownloadFolder = folder.In("zips") }, http, new Noon());

        await Assert.ThrowsAsync<JobException>(() => download.RunAsync(new ImportBed.Silent(), Cancellation));

        Assert.Empty(Directory.EnumerateFiles(folder.In("zips")));
        Assert.Single(site.Requests);
    }

    sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    }

    sealed class Site(WebApplication app, List<string> requests) : IAsyncDisposable
    {
        public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/";

        /// <summary>Path and Range of each.</summary>
        public IReadOnlyList<string> Requests => requests;

        public static async Task<Site> StartAsync(Func<HttpContext, Task> answer)
        {
            var requests = new List<string>();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            app.Run(context =>
            {
                requests.Add($"{context.Request.Path} {context.Request.Headers.Range}");
                return answer(context);
            });
            await app.StartAsync(Cancellation);
            return new(app, requests);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
