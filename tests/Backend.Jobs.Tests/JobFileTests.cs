using System.Security.Cryptography;
using LocalEnergyMarket.Backend.Jobs.Files;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Backend.Jobs.Tests;

public sealed class JobFileTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_there_when_it_is_complete_and_gone_when_it_is_removed()
    {
        using var scratch = new ScratchFolder();
        var files = new JobFiles(scratch.In("files"));
        await using var upload = files.Create();
        await upload.WriteAsync("one "u8.ToArray(), Cancellation);
        Assert.Throws<JobException>(() => files.Open(upload.Id));
        await upload.WriteAsync("two"u8.ToArray(), Cancellation);
        var hash = await upload.CompleteAsync(Cancellation);

        await using (var file = files.Open(upload.Id))
        {
            Assert.Equal(SHA256.HashData("one two"u8), hash);
            Assert.Equal("one two", await new StreamReader(file).ReadToEndAsync(Cancellation));
        }

        files.Delete(upload.Id);
        Assert.Empty(Directory.EnumerateFiles(files.Folder));
    }

    [Fact]
    public async Task Nothing_is_left_of_an_upload_that_breaks_off()
    {
        using var scratch = new ScratchFolder();
        var files = new JobFiles(scratch.Path);
        await using (var upload = files.Create())
        {
            await upload.WriteAsync("half"u8.ToArray(), Cancellation);
        }

        Assert.Empty(Directory.EnumerateFiles(scratch.Path));
    }

    [Fact]
    public async Task Old_files_are_swept_and_those_of_others_are_not()
    {
        using var scratch = new ScratchFolder();
        var files = new JobFiles(scratch.Path);
        await using var upload = files.Create();
        await upload.CompleteAsync(Cancellation);
        await File.WriteAllTextAsync(scratch.In("notes.txt"), "mine", Cancellation);

        Assert.Equal(0, files.Sweep(TimeSpan.FromDays(1)));
        Assert.Equal(1, files.Sweep(TimeSpan.FromDays(-1)));
        Assert.Equal(scratch.In("notes.txt"), Assert.Single(Directory.EnumerateFiles(scratch.Path)));
    }
}
