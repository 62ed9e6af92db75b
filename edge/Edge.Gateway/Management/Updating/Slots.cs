using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;
using Google.Protobuf;

namespace LocalEnergyMarket.Edge.Gateway.Management.Updating;

/// <summary>
/// Where the software is installed: a folder with the slots <c>a</c> and <c>b</c>, and the link <c>current</c> to the one that runs. A slot that a package was put into
/// has the package's head in it, with version and signature.
/// </summary>
public sealed class Slots
{
    const string Link = "current";
    const string HeadFile = ".package";

    static readonly string[] Names = ["a", "b"];

    Slots(string root, string current) => (Root, Current) = (root, current);

    public string Root { get; }

    /// <summary>The slot that this process runs from.</summary>
    public string Current { get; }

    /// <summary>The other one.</summary>
    public string Other => Current == Names[0] ? Names[1] : Names[0];

    /// <summary>Of the software that runs.</summary>
    public string Version => HeadOf(Current) is { } head && PackageManifest.Parser.ParseFrom(head.Manifest) is var manifest ? manifest.Version : Installation.BuiltVersion;

    /// <summary>The slot that is started next.</summary>
    public string Linked => Path.GetFileName(new FileInfo(In(Link)).LinkTarget ?? "");

    /// <param name="programFolder">Where the program lies.</param>
    /// <returns>Null if that is no slot.</returns>
    public static Slots? Of(string programFolder)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(programFolder));
        folder = new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder;
        return Path.GetDirectoryName(folder) is { } root && Names.Contains(Path.GetFileName(folder)) && new FileInfo(Path.Combine(root, Link)).LinkTarget is not null
            ? new(root, Path.GetFileName(folder))
            : null;
    }

    public string In(string name) => Path.Combine(Root, name);

    /// <summary>Makes a slot the one that is started next; after a power cut it is this or the one before.</summary>
    public void Switch(string slot)
    {
        var next = In(Link + ".new");
        File.Delete(next);
        File.CreateSymbolicLink(next, slot);
        AtomicFile.Rename(next, In(Link));
        AtomicFile.SyncFolder(Root);
    }

    /// <summary>The head of the package that a slot was filled with; null if it was filled otherwise.</summary>
    public PackageHead? HeadOf(string slot)
    {
        var path = Path.Combine(In(slot), HeadFile);
        try
        {
            return File.Exists(path) && PackageHead.Parser.ParseFrom(File.ReadAllBytes(path)) is var head
                && SignedPackage.VersionOf(PackageManifest.Parser.ParseFrom(head.Manifest).Version) is not null ? head : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    internal static void WriteHead(string folder, PackageHead head) => AtomicFile.Write(Path.Combine(folder, HeadFile), head.ToByteArray());
}
