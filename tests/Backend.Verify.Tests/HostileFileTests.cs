using System.Diagnostics;
using System.Text;
using LocalEnergyMarket.Backend.Evidence.Tests;

namespace LocalEnergyMarket.Backend.Verify.Tests;

/// <summary>Files that somebody made to stop or mislead the program: one line, exit status 2, and no more memory than a document may take.</summary>
public sealed class HostileFileTests : IDisposable
{
    const string HeapLimit = "0x28000000"; // 640 MiB

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lem-verify-");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Files
    {
        get
        {
            var export = Day.Export.ToJson().ToString();
            return new()
            {
                { "nothing", "", "not JSON" },
                { "no bracket closed", new string('[', 100_000), "not JSON" },
                { "objects in objects", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), "not JSON" },
                { "an endless number", "{\"format\":" + new string('9', 1_000_000) + "}", "is not an integer of 64 bits" },
                { "a number beyond 64 bits", export.Replace("\"timeslot\":1782043200", "\"timeslot\":9223372036854775808", StringComparison.Ordinal), "9223372036854775808 is not an integer" },
                { "a fraction", export.Replace("\"version\":1", "\"version\":1.0", StringComparison.Ordinal), "1.0 is not an integer" },
                { "a member twice", "{\"format\":\"lem-timeslot\",\"format\":\"lem-proofs\"}", "stands twice" },
                { "true", "{\"format\":true}", "True has no place here" },
                { "half a document", export[..(export.Length / 2)], "not JSON" },
                { "two documents", export + export, "not JSON" },
                { "a byte order mark and text", "\uFEFFhello", "not JSON" },
                { "half a surrogate pair", "{\"format\":\"\\ud800\"}", "At byte" },
                { "a list for a number", export.Replace("\"timeslot\":1782043200", "\"timeslot\":[]", StringComparison.Ordinal), "'timeslot' is not an integer" },
                { "a number for a text", export.Replace("\"format\":\"lem-timeslot\"", "\"format\":7", StringComparison.Ordinal), "'format' is not a string" },
                { "a tree that is a text", "{\"format\":\"lem-timeslot\",\"format_version\":1,\"market\":\"m\",\"timeslot\":900,\"trees\":[\"x\"]}", "'trees' has a member that is not an object" },
                { "a market that is no name", "{\"format\":\"lem-timeslot\",\"format_version\":1,\"market\":\"../etc\",\"timeslot\":900,\"trees\":[]}", "'../etc' is no name on the chain" },
                { "a hash of another length", export.Replace("\"root\":\"", "\"root\":\"00", StringComparison.Ordinal), "is not 32 bytes as 64" },
                { "seven million values", "[" + string.Join(',', Enumerable.Repeat("1", 7_000_000)) + "]", "more values than a document has" },
            };
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_hostile_file_gets_one_line_and_no_verdict(string what, string content, string says)
    {
        var path = Path.Combine(_folder.FullName, "document.json");
        await File.WriteAllTextAsync(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Cancellation);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var verdict = await VerifyCommand.Run([path, "--chain", "http://127.0.0.1:1", "--language", "en"], output, error, Cancellation);
        Assert.Equal((what, Verdict.NotChecked), (what, verdict));
        Assert.Equal("", output.ToString());
        var line = Assert.Single(error.ToString().TrimEnd('\n').Split('\n'));
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 1, 600);
    }

    [Theory]
    [InlineData(100, "the file is longer than 67108864 bytes")]
    [InlineData(60, "more values than a document has")]
    public async Task However_long_the_file_the_memory_stays_bounded(int megabytes, string says)
    {
        // The worst that fits: empty objects, some fifty bytes of memory for three of the file.
        var path = Path.Combine(_folder.FullName, "long.json");
        await using (var file = new StreamWriter(path))
        {
            await file.WriteAsync("[{}");
            var million = string.Concat(Enumerable.Repeat(",{}", 333_333));
            for (var written = 0; written < megabytes; written++)
            {
                await file.WriteAsync(million);
            }

            await file.WriteAsync("]");
        }

        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "lem-verify")) { RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        foreach (var argument in new[] { path, "--chain", "http://127.0.0.1:1", "--language", "en" })
        {
            start.ArgumentList.Add(argument);
        }

        using var program = Process.Start(start)!;
        var error = await program.StandardError.ReadToEndAsync(Cancellation);
        await program.WaitForExitAsync(Cancellation);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Equal(2, program.ExitCode);
    }
}
