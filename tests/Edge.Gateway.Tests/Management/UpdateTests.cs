using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using LocalEnergyMarket.Edge.Gateway.Management;
using LocalEnergyMarket.Edge.Gateway.Management.Updating;
using LocalEnergyMarket.Edge.Gateway.Tests.Backend;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Management;

/// <summary>Software packages and slots, on files as they are on a box.</summary>
public sealed class UpdateTests : IDisposable
{
    readonly ScratchFolder _scratch = new();
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly List<BoxCommandResult> _kept = [];

    public UpdateTests()
    {
        // Version 1.0.0 runs from a.
        Directory.CreateDirectory(Slot("a"));
        File.WriteAllText(Path.Combine(Slot("a"), Program), "#!/bin/sh\n");
        File.CreateSymbolicLink(Path.Combine(Root, "current"), "a");
        using var certificates = new TestCertificates();
        File.WriteAllText(_scratch.In("authority.pem"), certificates.Authority.ExportCertificatePem());
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static string Program => Path.GetFileName(Environment.ProcessPath!);

    string Root => _scratch.In("root");

    string Key => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    [Fact]
    public async Task A_signed_package_is_put_into_the_other_slot_on_trial_and_stays_when_the_box_is_well()
    {
        var slots = Slots.Of(Slot("a"))!;
        Assert.Equal(("a", "b", Installation.BuiltVersion), (slots.Current, slots.Other, slots.Version));
        await InstallAsync(slots, Package("9.1.0"));
        Assert.Equal("b", Linked());
        Assert.True(File.GetUnixFileMode(Path.Combine(Slot("b"), Program)).HasFlag(UnixFileMode.UserExecute));

        var after = Slots.Of(Path.Combine(Root, "current"))!;
        Assert.Equal(("b", "a", "9.1.0"), (after.Current, after.Other, after.Version));
        var trial = SoftwareTrial.AtStart(after, _kept.Add)!;
        Assert.Equal(("c1", "Software 9.1.0", 2U), (trial.CommandId, trial.What, Assert.Single(trial.Meters)));
        trial.Confirm(_kept.Add);
        Assert.Equal(("9.1.0", "b"), (Assert.Single(_kept).Update.Version, _kept[0].Update.Slot));
        Assert.Null(SoftwareTrial.AtStart(after, _kept.Add));

        // The next goes back to a.
        await InstallAsync(after, Package("9.2.0"));
        Assert.Equal("a", Linked());
    }

    [Fact]
    public async Task One_that_does_not_come_up_gives_way_at_the_fourth_start()
    {
        await InstallAsync(Slots.Of(Slot("a"))!, Package("9.1.0"));
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(SoftwareTrial.AtStart(Slots.Of(Slot("b"))!, _kept.Add));
        }

        Assert.Throws<RestartException>(() => SoftwareTrial.AtStart(Slots.Of(Slot("b"))!, _kept.Add));
        Assert.Equal("a", Linked());
        Assert.Null(SoftwareTrial.AtStart(Slots.Of(Slot("a"))!, _kept.Add));
        Assert.Equal(CommandFailureKind.RolledBack, Assert.Single(_kept).Failure.Kind);
    }

    /// <summary>Whatever step the power is cut before: what the link leads to is whole, and the box says the truth about it.</summary>
    [Theory]
    [InlineData("clear", "a", false)]
    [InlineData("unpack", "a", false)]
    [InlineData("remove", "a", false)]
    [InlineData("rename", "a", false)]
    [InlineData("check", "a", false)]
    [InlineData("note", "a", false)]
    [InlineData("switch", "a", true)]
    [InlineData("done", "b", false)]
    public async Task A_power_cut_leaves_a_slot_that_can_be_started(string at, string linked, bool interrupted)
    {
        // What an earlier update that was cut off has left behind.
        Directory.CreateDirectory(Slot("b.new"));
        await File.WriteAllTextAsync(Path.Combine(Slot("b.new"), "half"), "x", Cancellation);
        var slots = Slots.Of(Slot("a"))!;
        await Assert.ThrowsAsync<PowerCut>(() => InstallAsync(slots, Package("9.1.0"), step: ConfigurationTests.Cut(at)));

        Assert.Equal(linked, Linked());
        Assert.True(File.Exists(Path.Combine(Root, "current", Program)));
        var started = Slots.Of(Path.Combine(Root, "current"))!;
        Assert.Equal(linked == "b", SoftwareTrial.AtStart(started, _kept.Add) is not null);
        Assert.Equal(interrupted, _kept.SingleOrDefault() is { Failure.Kind: CommandFailureKind.Failed });

        // And it can be ordered again.
        if (linked == "a")
        {
            await InstallAsync(slots, Package("9.1.0"));
            Assert.Equal("b", Linked());
            Assert.False(Directory.Exists(Slot("b.new")));
        }
    }

    [Fact]
    public async Task A_power_cut_while_it_gives_way_leaves_the_slot_of_before()
    {
        await InstallAsync(Slots.Of(Slot("a"))!, Package("9.1.0"));
        var note = Path.Combine(Root, "trial.json");
        var given = (await File.ReadAllTextAsync(note, Cancellation)).Replace("\"givenUp\": \"\"", "\"givenUp\": \"no link\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(note, given, Cancellation);
        Assert.Throws<RestartException>(() => SoftwareTrial.AtStart(Slots.Of(Slot("b"))!, _kept.Add));
        Assert.Equal("a", Linked());
        Assert.Null(SoftwareTrial.AtStart(Slots.Of(Slot("a"))!, _kept.Add));
        Assert.Contains("no link", Assert.Single(_kept).Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_package_manager_has_put_elsewhere_is_the_slot_of_before()
    {
        var packaged = _scratch.In("usr");
        Directory.CreateDirectory(packaged);
        File.Delete(Path.Combine(Root, "current"));
        File.CreateSymbolicLink(Path.Combine(Root, "current"), packaged);
        Assert.Null(Slots.Of(packaged));
        var slots = Slots.Of(packaged, null, "", Root)!;
        Assert.Equal((packaged, "a"), (slots.Current, slots.Other));
        slots.Switch("a");
        Assert.Equal("a", Linked());
        slots.Switch(slots.Current);
        Assert.True(slots.IsLinked(packaged));
    }

    [Theory]
    [InlineData("architecture", "The package is for linux-vax")]
    [InlineData("older", "is not newer")]
    [InlineData("minimum", "updates 8.0.0 and later")]
    [InlineData("other version", "is version 9.1.0, ordered was 9.2.0")]
    [InlineData("other key", "signed by none of the keys")]
    [InlineData("unsigned", "signed by none of the keys")]
    [InlineData("manifest", "signed by none of the keys")]
    [InlineData("content", "not the one that was signed")]
    [InlineData("cut", "not the one that was signed")]
    [InlineData("longer", "not the one that was signed")]
    [InlineData("nothing", "LEMPKG1")]
    [InlineData("leads out", "leads out of it")]
    [InlineData("link", "neither file nor folder")]
    [InlineData("no start", "exit status 3")]
    [InlineData("no program", "cannot be started")]
    public async Task What_is_wrong_with_a_package_is_said_and_the_box_runs_on(string what, string says)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = what switch
        {
            "architecture" => Package("9.1.0", architecture: "linux-vax"),
            "older" => Package("0.0.1"),
            "minimum" => Package("9.1.0", minimum: "8.0.0"),
            "other key" => Package("9.1.0", key: other),
            "leads out" => Package("9.1.0", entry: new PaxTarEntry(TarEntryType.RegularFile, "../../escaped") { DataStream = new MemoryStream([1]) }),
            "link" => Package("9.1.0", entry: new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc" }),
            "no start" => Package("9.1.0", program: "#!/bin/sh\necho no such instruction >&2\nexit 3\n"),
            "no program" => Package("9.1.0", program: "\x7f" + "ELF of another machine"),
            _ => Package("9.1.0"),
        };
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        bytes = what switch
        {
            "unsigned" => Changed(bytes, IndexOf(bytes, 64) + 5),
            "manifest" => Changed(bytes, 20),
            "content" => Changed(bytes, bytes.Length - 5),
            "cut" => bytes[..^1],
            "longer" => [.. bytes, 0],
            "nothing" => [],
            _ => bytes,
        };
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        var ordered = what switch { "other version" => "9.2.0", "older" => "0.0.1", _ => "9.1.0" };
        var e = await Assert.ThrowsAsync<CommandFailedException>(() => InstallAsync(Slots.Of(Slot("a"))!, path, ordered));
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Equal("a", Linked());
        Assert.False(File.Exists(_scratch.In("escaped")));
        Assert.Null(SoftwareTrial.AtStart(Slots.Of(Slot("a"))!, _kept.Add));
        Assert.Empty(_kept);
    }

    [Fact]
    public async Task An_older_version_is_taken_when_that_is_ordered()
    {
        await InstallAsync(Slots.Of(Slot("a"))!, Package("0.0.1"), "0.0.1", downgrade: true);
        Assert.Equal("b", Linked());
    }

    [Fact]
    public void A_box_without_slots_or_keys_says_so()
    {
        var update = new SoftwareUpdate { Version = "9.1.0", PackageSha256 = Google.Protobuf.ByteString.CopyFrom(new byte[32]), PackageBytes = 5 };
        var fetch = Fetch();
        Assert.Contains("in slots", Assert.Throws<CommandFailedException>(() => new SoftwareUpdates(null, new() { Keys = [Key] }, "", fetch).MustBePossible(update)).Message, StringComparison.Ordinal);
        Assert.Contains("Updates.Keys", Assert.Throws<CommandFailedException>(() => new SoftwareUpdates(Slots.Of(Slot("a")), null, "", fetch).MustBePossible(update)).Message, StringComparison.Ordinal);
        new SoftwareUpdates(Slots.Of(Slot("a")), new() { Keys = [Key] }, "", fetch).MustBePossible(update);
        Assert.Equal((null, true, true), (UpdateKey.Mistake(Key), UpdateKey.Mistake("AAAA") is not null, UpdateKey.Mistake("no key") is not null));
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Contains("P-256", UpdateKey.Mistake(Convert.ToBase64String(curve.ExportSubjectPublicKeyInfo())), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _key.Dispose();
        _scratch.Dispose();
    }

    Task InstallAsync(Slots slots, string path, string? version = null, bool downgrade = false, Action<string>? step = null) =>
        new SoftwareUpdates(slots, new() { Keys = [Key] }, "/box.json", Fetch()).InstallAsync(
            path, new() { Version = version ?? Path.GetFileNameWithoutExtension(path), AllowDowngrade = downgrade }, "c1", [2], step, Cancellation);

    PackageFetch Fetch() => new([new("https://127.0.0.1:1")], BackendAccess.Load(_scratch.In("authority.pem"), [], null, null), TimeProvider.System);

    string Slot(string name) => Path.Combine(Root, name);

    string Linked() => Path.GetFileName(new FileInfo(Path.Combine(Root, "current")).LinkTarget!);

    /// <summary>A program that takes every configuration, and whatever else.</summary>
    string Package(string version, string? architecture = null, string minimum = "", ECDsa? key = null, string program = "#!/bin/sh\nexit 0\n", TarEntry? entry = null)
    {
        var folder = _scratch.In($"published-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        File.WriteAllText(Path.Combine(folder, Program), program);
        File.SetUnixFileMode(Path.Combine(folder, Program), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(folder, "data", "file"), "x");
        var path = _scratch.In($"{version}.lempkg");
        if (entry is null)
        {
            PackCommand.Pack(folder, version, architecture ?? Installation.Architecture, minimum, key ?? _key, path);
        }
        else
        {
            PackWith(entry, version, path);
        }

        return path;
    }

    /// <summary>What nobody packs by accident: signed by the right key, but with something in it that does not belong there.</summary>
    void PackWith(TarEntry entry, string version, string path)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(entry);
        }

        var manifest = new PackageManifest
        {
            Version = version,
            Architecture = Installation.Architecture,
            ContentBytes = content.Length,
            ContentSha256 = Google.Protobuf.ByteString.CopyFrom(SHA256.HashData(content.ToArray())),
        };
        var bytes = Google.Protobuf.MessageExtensions.ToByteString(manifest);
        var signature = _key.SignHash(Protos.Wire.Signing.SignedPackage.Digest(bytes.Span), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        using var package = File.Create(path);
        Protos.Wire.Signing.SignedPackage.WriteHead(package, new() { Manifest = bytes, Signature = Google.Protobuf.ByteString.CopyFrom(signature) });
        content.WriteTo(package);
    }

    static byte[] Changed(byte[] bytes, int at)
    {
        bytes[at] ^= 1;
        return bytes;
    }

    /// <summary>Where the field of so many bytes begins: the signature has 64.</summary>
    static int IndexOf(byte[] bytes, byte length) => bytes.AsSpan().IndexOf([(byte)0x12, length]) + 2;
}
