using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Chain.Tests;

public sealed class ProcessTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lem-chain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_prints_its_port_stops_at_SIGTERM_and_goes_on_where_it_was()
    {
        var (_, stoppedAt) = await RunUntilAsync(2);
        var (startedAt, _) = await RunUntilAsync(stoppedAt + 1);

        Assert.InRange(startedAt, stoppedAt, uint.MaxValue);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await ExpectOneLineAsync("address already in use", $"--Data={_folder}", $"--Listen=http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
    }

    [Fact]
    public Task A_folder_that_cannot_be_made_is_one_clear_line() =>
        ExpectOneLineAsync("/proc/nowhere", "--Data=/proc/nowhere", "--Listen=http://127.0.0.1:0");

    [Theory]
    [InlineData("Data", "--Data=")]
    [InlineData("Listen", "--Data=x", "--Listen=nonsense")]
    [InlineData("Heartbeat", "--Data=x", "--Heartbeat=often")]
    [InlineData("VerboseHttpErrors", "--Data=x", "--VerboseHttpErrors=loud")]
    [InlineData("GenesisTime", "--Data=x", "--GenesisTime=once")]
    [InlineData("DevelopmentKey", "--Data=.", "--DevelopmentKey=nonsense")]
    public Task A_wrong_option_is_named(string key, params string[] arguments) => ExpectOneLineAsync(key, arguments);

    static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Contracts.Chain.dll"), .. arguments])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(),
    })!;

    static async Task ExpectOneLineAsync(string part, params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains(part, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    static async Task<uint> HeadAsync(HttpClient client)
    {
        var info = JsonNode.Parse(await client.GetStringAsync(new Uri("/v1/chain/get_info", UriKind.Relative), TestContext.Current.CancellationToken));
        return info!["head_block_num"]!.GetValue<uint>();
    }

    /// <returns>The head's number at the start and when it was stopped.</returns>
    async Task<(uint First, uint Last)> RunUntilAsync(uint number)
    {
        using var process = Start($"--Data={_folder}", "--Listen=http://127.0.0.1:0", "--Heartbeat=0.5");
        try
        {
            var banner = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.Contains("development", banner, StringComparison.Ordinal);
            using var client = new HttpClient { BaseAddress = new(JsonNode.Parse(line!)!["listening"]!.GetValue<string>()) };
            var first = await HeadAsync(client);
            var head = first;
            while (head < number)
            {
                head = await HeadAsync(client);
            }

            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            return (first, head);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
