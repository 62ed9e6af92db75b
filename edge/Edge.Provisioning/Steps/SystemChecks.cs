using System.Globalization;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>What the box's computer must offer: a clock, room, permissions.</summary>
static class SystemChecks
{
    const long LeastFreeBytes = 128L << 20;

    /// <summary>Between the box's clock and a backend's; TLS, the journal's times and the chain's expiry stand more, a meter's value does not.</summary>
    static readonly TimeSpan ClocksMayDifferBy = TimeSpan.FromSeconds(5);

    /// <summary>Before this software was written no box was put into service.</summary>
    static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Run(Work work, BoxOptions options)
    {
        Clock(work);
        Folder(work, "folder", work.Folder);
        foreach (var folder in new[] { options.JournalFile, options.IdentityFile }.Select(file => Path.GetDirectoryName(file)!).Distinct(StringComparer.Ordinal).Where(f => f != work.Folder))
        {
            Folder(work, "folder", folder);
        }

        Disk(work, Path.GetDirectoryName(options.JournalFile)!);
    }

    /// <summary>Whether the box's clock fits a backend's.</summary>
    /// <param name="theirs">From the backend's answer, cut to seconds.</param>
    public static void Compare(Work work, DateTimeOffset theirs, DateTimeOffset ours)
    {
        var off = ours - theirs;
        var data = new JsonObject { ["offsetSeconds"] = (long)off.TotalSeconds };
        if (off.Duration() > ClocksMayDifferBy + TimeSpan.FromSeconds(1))
        {
            work.Output.Failed("clock", work.Say("Uhr", "Clock"), new(ProblemId.ClockWrong, string.Create(CultureInfo.InvariantCulture, $"{ours:u}, backend {theirs:u} ({off.TotalSeconds:+0;-0} s)")), data);
        }
        else
        {
            work.Output.Done("clock", work.Say("Uhr", "Clock"), string.Create(CultureInfo.InvariantCulture, $"{ours:u}, {work.Say("wie das Backend", "as the backend")}"), data);
        }
    }

    static void Clock(Work work)
    {
        if (work.Time.GetUtcNow() is var now && now < Earliest)
        {
            work.Output.Failed("clock", work.Say("Uhr", "Clock"), new(ProblemId.ClockWrong, now.ToString("u", CultureInfo.InvariantCulture)));
        }
    }

    static void Folder(Work work, string step, string folder)
    {
        var title = work.Say("Ordner", "Folder");
        var probe = Path.Combine(folder, $".lem-provision-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            work.Output.Done(step, title, folder, new() { ["path"] = folder });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            work.Output.Failed(step, title, new(ProblemId.FolderNotWritable, e.Message, e), new() { ["path"] = folder });
        }
    }

    static void Disk(Work work, string folder)
    {
        var title = work.Say("Speicherplatz", "Disk space");
        var free = new DriveInfo(Directory.Exists(folder) ? folder : "/").AvailableFreeSpace;
        var data = new JsonObject { ["freeBytes"] = free };
        var text = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB {work.Say("frei", "free")}");
        if (free < LeastFreeBytes)
        {
            work.Output.Failed("disk", title, new(ProblemId.DiskFull, text), data);
        }
        else
        {
            work.Output.Done("disk", title, text, data);
        }
    }
}
