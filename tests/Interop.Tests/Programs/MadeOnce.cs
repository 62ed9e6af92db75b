using System.Security.Cryptography;
using System.Text;

namespace LocalEnergyMarket.Interop.Tests.Programs;

/// <summary>Things that take long to make lie below <c>artifacts/interop</c>, each in a folder named by the hash of all it was made from.</summary>
static class MadeOnce
{
    /// <param name="name">What is made.</param>
    /// <param name="files">What it is made from.</param>
    /// <param name="alsoFrom">What else decides how it comes out: versions, commands.</param>
    /// <param name="make">Makes it in a fresh folder, which appears under its name only when it is complete.</param>
    /// <returns>The folder.</returns>
    public static async Task<string> FolderAsync(string name, IEnumerable<string> files, string alsoFrom, Func<string, Task> make)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(alsoFrom));
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(Sources.Root, file)));
            hash.AppendData(await File.ReadAllBytesAsync(file, CancellationToken.None));
        }

        var home = Path.Combine(Sources.Root, "artifacts", "interop", $"{name}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}");
        if (!Directory.Exists(home))
        {
            var making = $"{home}.{Environment.ProcessId}";
            Directory.CreateDirectory(making);
            await make(making);
            Directory.Move(making, home);
        }

        return home;
    }
}
