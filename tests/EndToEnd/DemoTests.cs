using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalEnergyMarket.MainJob.Parts;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.EndToEnd;

/// <summary>The demonstration as a person starts and stops it.</summary>
public sealed class DemoTests : IDisposable
{
    readonly ScratchFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--port", "99999")]
    [InlineData("--port", "http")]
    [InlineData("--factor", "0")]
    [InlineData("--pv-csv", "missing.csv")]
    [InlineData("--nonsense", "1")]
    public async Task A_wrong_option_gets_one_line_that_names_it(string option, string value)
    {
        var line = await RefusedAsync("--no-portal", option, value);
        Assert.Contains(option, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_gets_one_line_that_names_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        Assert.Contains($"--port {port}", await RefusedAsync("--port", port), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_that_is_none_gets_one_line_with_file_and_line_number()
    {
        await File.WriteAllTextAsync(_folder.In("load.csv"), "timestamp,power\n60,much\n", Cancellation);
        Assert.Contains("load.csv, line 2", await RefusedAsync("--no-portal", "--household-csv", "load.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_folder_with_other_peoples_files_is_left_alone()
    {
        Directory.CreateDirectory(_folder.In("state"));
        await File.WriteAllTextAsync(_folder.In("state", "letter.txt"), "mine", Cancellation);
        Assert.Contains("--state", await RefusedAsync("--no-portal"), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.In("state", "letter.txt")));
    }

    [Fact]
    public async Task A_signal_stops_everything_and_leaves_no_process()
    {
        await using var demo = Start();
        await ChildOf(demo, "Hardware.Simulator");
        Signals.Terminate(demo.Id);
        Assert.Equal(143, await demo.WaitAsync(Cancellation));
        Assert.False(File.Exists(_folder.In("state", "demo.pid")));
        Assert.Empty(ProcessesNaming(_folder.Path));
    }

    [Fact]
    public async Task A_part_that_dies_is_named_with_its_log()
    {
        await using var demo = Start();
        var simulator = await ChildOf(demo, "Hardware.Simulator");
        await ChildOf(demo, "lem-box");
        Signals.Terminate(simulator);
        Assert.Equal(1, await demo.WaitAsync(Cancellation));
        Assert.Contains(
            $"the part 'simulator' ended although it should run: see {_folder.In("state", "simulator", "simulator.log")}", await File.ReadAllTextAsync(demo.LogFile, Cancellation),
            StringComparison.Ordinal);
        Assert.Empty(ProcessesNaming(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    ChildProcess Start() => ChildProcess.Start("demo", _folder.Path, [Programs.PathOf("Demo"), "--state", "state", "--no-portal"]);

    async Task<string> RefusedAsync(params IEnumerable<string> arguments)
    {
        var (status, _, error) = await CommandLine.TryAsync([Programs.PathOf("Demo"), "--state", "state", "--from", _folder.Path, .. arguments], Cancellation);
        Assert.NotEqual(0, status);
        return Assert.Single(error.TrimEnd().Split('\n'));
    }

    /// <summary>Waits until the demonstration has started the program, and returns its process id.</summary>
    async Task<int> ChildOf(ChildProcess demo, string program)
    {
        var found = 0;
        await demo.UntilAsync(
            $"it started {program}",
            _ =>
            {
                found = ProcessesNaming(_folder.Path).FirstOrDefault(process => process.CommandLine.Split('\0')[0].EndsWith(program, StringComparison.Ordinal)).Id;
                return Task.FromResult(found != 0);
            },
            TimeSpan.FromMinutes(2),
            Cancellation);
        return found;
    }

    static IEnumerable<(int Id, string CommandLine)> ProcessesNaming(string path) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
        where id != 0 && id != Environment.ProcessId
        let commandLine = CommandLineOf(folder)
        where commandLine.Contains(path, StringComparison.Ordinal)
        select (id, commandLine);

    static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
