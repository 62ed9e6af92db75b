using System.Globalization;
using LocalEnergyMarket.Backend.Server.Forecasts.Own;
using LocalEnergyMarket.Testbed.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Server.OwnForecasts.Tests;

/// <summary>Fetching weather from a server that answers, does not, and lies.</summary>
public sealed class WeatherFetchTests : IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();
    readonly List<string> _asked = [];
    WebApplication? _server;
    int _status = 200;
    byte[] _content = "first"u8.ToArray();
    DateTimeOffset _issued = new(2026, 6, 15, 9, 20, 0, TimeSpan.Zero);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.MapGet("/{station}/MOSMIX_L_LATEST_{name}.kmz", AnswerAsync);
        await _server.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task An_issue_is_fetched_once_and_the_next_one_when_it_is_there()
    {
        using var fetch = new WeatherFetch(Options());
        Assert.Empty(await fetch.RunAsync(Cancellation));
        Assert.Equal("first", await File.ReadAllTextAsync(_scratch.In("10488.kmz"), Cancellation));
        (_content, _status) = ("never sent"u8.ToArray(), 304);
        Assert.Empty(await fetch.RunAsync(Cancellation));
        Assert.Equal(["10488 -", $"10488 {_issued.ToString("R", CultureInfo.InvariantCulture)}"], _asked, StringComparer.Ordinal);
        (_content, _status, _issued) = ("second"u8.ToArray(), 200, _issued.AddHours(6));
        Assert.Empty(await fetch.RunAsync(Cancellation));
        Assert.Equal("second", await File.ReadAllTextAsync(_scratch.In("10488.kmz"), Cancellation));
        Assert.Equal(["10488.kmz"], Directory.EnumerateFiles(_scratch.In(".")).Select(Path.GetFileName), StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_fetched_leaves_what_there_is()
    {
        using var fetch = new WeatherFetch(Options());
        await fetch.RunAsync(Cancellation);
        _status = 503;
        Assert.Contains("station 10488 could not be fetched, what there is of it is used", Assert.Single(await fetch.RunAsync(Cancellation)), StringComparison.Ordinal);
        await _server!.StopAsync(Cancellation);
        Assert.Single(await fetch.RunAsync(Cancellation));
        Assert.Equal("first", await File.ReadAllTextAsync(_scratch.In("10488.kmz"), Cancellation));
    }

    [Fact]
    public async Task A_station_is_not_asked_again_before_its_time()
    {
        var options = Options();
        options.FetchMinutes = 30;
        using var fetch = new WeatherFetch(options);
        await fetch.RunAsync(Cancellation);
        await fetch.RunAsync(Cancellation);
        Assert.Single(_asked);
    }

    [Theory]
    [InlineData("http://weather.example.org/{station}.kmz", "10488", "is not an https address")]
    [InlineData("https://weather.example.org/all.kmz", "10488", "is not an https address with {station}")]
    [InlineData("https://weather.example.org/{station}.kmz", "../etc", "is not a station's id")]
    [InlineData("https://weather.example.org/{station}.kmz", null, "needs a Folder")]
    public void Options_that_do_not_go_together_are_refused_at_the_start(string url, string? station, string message)
    {
        var options = new WeatherOptions { Url = url, Folder = "weather" };
        if (station is not null)
        {
            options.Stations.Add(station);
        }

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => new WeatherFetch(options)).Message, StringComparison.Ordinal);
    }

    WeatherOptions Options()
    {
        var options = new WeatherOptions { Folder = _scratch.In("."), Url = $"{_server!.Urls.Single()}/{{station}}/MOSMIX_L_LATEST_{{station}}.kmz", FetchMinutes = 0 };
        options.Stations.Add("10488");
        return options;
    }

    async Task AnswerAsync(HttpContext context)
    {
        _asked.Add($"{context.Request.RouteValues["station"]} {(context.Request.Headers.IfModifiedSince is [{ } since] ? since : "-")}");
        context.Response.StatusCode = _status;
        context.Response.Headers.LastModified = _issued.ToString("R", CultureInfo.InvariantCulture);
        if (_status == 200)
        {
            await context.Response.Body.WriteAsync(_content, context.RequestAborted);
        }
    }
}
