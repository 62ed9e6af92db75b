using LocalEnergyMarket.Edge.Provisioning.Configuring;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Provisioning.Tests;

/// <summary>A box that was installed from its package: the technician is root, the service is not.</summary>
public sealed class InstalledTests(Field field)
{
    const string Nobody = "65534:65534";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/etc/lem-box/box.json", true, "/var/lib/lem-box")]
    [InlineData("/etc/lem-box/box.json", false, null)]
    [InlineData("/home/somebody/box.json", true, null)]
    public void What_the_service_writes_is_not_kept_beside_its_configuration(string config, bool isInstalled, string? folder) =>
        Assert.Equal(folder, BoxFile.StateFolderOf(config, _ => isInstalled));

    [Fact]
    public async Task What_root_wrote_belongs_to_the_owner_of_the_folder()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "files can be given away by root alone");
        var site = field.NewSite("service");
        await site.DoneAsync(["init", .. site.First]);
        await File.WriteAllTextAsync(site.In("journal.db"), "", Cancellation);
        await CommandLine.RunAsync(["chown", Nobody, Path.GetDirectoryName(site.In("box.json"))!], Cancellation);
        await site.DoneAsync("init");
        Assert.Equal(Nobody, await OwnerAsync(site.In("journal.db")));
        Assert.NotEqual(Nobody, await OwnerAsync(site.In("box.json")), StringComparer.Ordinal);
    }

    static async Task<string> OwnerAsync(string file) => (await CommandLine.RunAsync(["stat", "--format", "%u:%g", file], Cancellation)).Trim();
}
