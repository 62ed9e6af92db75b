using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Gateway.Management.Updating;

/// <summary>
/// Where the software is installed: a folder with the link <c>current</c> to what runs, and the slots <c>a</c> and <c>b</c> for updates. At first the link leads to where the package
/// manager has put the software. A slot that a package was put into has the package's head in it, with version and signature.
/// </summary>
public sealed class Slots
{
    const string Link = "current";
    const string HeadFile = ".package";

    static readonly string[] Names = ["a", "b"];

    Slots(string root, string current) => (Root, Current) = (root, current);

    public string Root { get; }

    /// <summary>What this process runs from: <c>a</c>, <c>b</c>, or the path of the folder that the package manager has filled.</summary>
    public string Current { get; }

    /// <summary>The slot that an update goes to.</summary>
    public string Other => Current == Names[0] ? Names[1] : Names[0];

    /// <summary>Of the software that runs.</summary>
    public string Version => HeadOf(Current) is { } head ? PackageManifest.Parser.ParseFrom(head.Manifest).Version : Installation.BuiltVersion;

    /// <param name="programFolder">Where the program lies.</param>
    /// <param name="states">Folders that may be the one with the link: systemd's <c>STATE_DIRECTORY</c>, the working folder.</param>
    /// <returns>Null if the software was not installed so.</returns>
    public static Slots? Of(string programFolder, params IEnumerable<string?> states)
    {
        var folder = Real(programFolder);
        foreach (var root in states.Prepend(Path.GetDirectoryName(folder)).OfType<string>().Where(r => r.Length > 0).Select(Real))
        {
            var link = new FileInfo(Path.Combine(root, Link));
            if (link.LinkTarget is { } target && (Real(Path.GetFullPath(target, root)) == folder || Names.Any(name => Path.Combine(root, name) == folder)))
            {
                return new(root, Path.GetDirectoryName(folder) == root ? Path.GetFileName(folder) : folder);
            }
        }

        return null;
    }

    /// <summary>Whether a slot is the one that is started next.</summary>
    public bool IsLinked(string slot) => new FileInfo(In(Link)).LinkTarget is { } target && Path.GetFullPath(target, Root) == In(slot);

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

    /// <summary>A folder's path; if it is a link, that of where it leads.</summary>
    static string Real(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    internal static void WriteHead(string folder, PackageHead head) => AtomicFile.Write(Path.Combine(folder, HeadFile), head.ToByteArray());
}
