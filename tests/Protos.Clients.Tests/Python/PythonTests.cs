using System.Globalization;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Protos.Clients.Tests.Python;

/// <summary>Each test is a script (scripts/) that runs on Debian's python3-grpcio against the running backend.</summary>
public sealed class PythonTests(MarketFixture market, PythonPackage package) : IDisposable
{
    readonly ScratchFolder _scratch = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Quantities_and_timeslots_convert_exactly_or_not_at_all() => package.PassAsync("test_quantities", [], Cancellation);

    [Fact]
    public async Task Customers_trade_and_operators_upload() => await package.PassAsync("test_market", await EnvironmentAsync(), Cancellation);

    [Fact]
    public async Task The_same_in_asyncio() => await package.PassAsync("test_asyncio", await EnvironmentAsync(), Cancellation);

    [Fact]
    public async Task Refusals_are_typed_errors() => await package.PassAsync("test_errors", await EnvironmentAsync(), Cancellation);

    [Fact]
    public async Task Only_what_is_safe_is_tried_again() => await package.PassAsync("test_retries", await EnvironmentAsync(), Cancellation);

    [Fact]
    public async Task Strangers_are_not_talked_to_and_silence_ends() => await package.PassAsync("test_connections", await EnvironmentAsync(), Cancellation);

    [Fact]
    public async Task Another_backend_takes_over()
    {
        await using var first = await OneBackend.StartAsync(_scratch.In("first"), market.Files, market.Database, market.Chain.Url, market.Clock, Cancellation);
        var environment = await EnvironmentAsync();
        environment["LEM_FIRST_ADDRESS"] = first.Address.Authority;
        environment["LEM_FIRST_PROCESS"] = first.Process.Id.ToString(CultureInfo.InvariantCulture);
        await package.PassAsync("test_failover", environment, Cancellation);
    }

    [Fact]
    public async Task What_the_README_shows_runs() => await package.PassAsync("test_readme", await EnvironmentAsync(), Cancellation);

    public void Dispose() => _scratch.Dispose();

    /// <summary>As every language has it, with a timeslot of the test's own in which every plant produces and every consumer draws 5 kWh, and what servers in scripts need.</summary>
    async Task<Dictionary<string, string>> EnvironmentAsync()
    {
        var timeslot = market.FarTimeslot();
        await Plants.ForecastAsync(market, timeslot, 5, 5, Cancellation);
        using var stranger = new SupplierCertificates(Directory.CreateDirectory(_scratch.In("stranger")).FullName);
        var strangersAuthority = _scratch.In("stranger.pem");
        await File.WriteAllTextAsync(strangersAuthority, stranger.Authority.ExportCertificatePem(), Cancellation);
        return new(market.Environment(), StringComparer.Ordinal)
        {
            ["LEM_TIMESLOT"] = timeslot.StartUnixSeconds.ToString(CultureInfo.InvariantCulture),
            ["LEM_STRANGERS_AUTHORITY"] = strangersAuthority,
            ["LEM_CERTIFICATE"] = market.Files.Certificates.CertificateFile,
            ["LEM_KEY"] = market.Files.Certificates.KeyFile,
        };
    }
}
