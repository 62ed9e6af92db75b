using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.State;

/// <summary>Writes files whole: after a power cut there is the old one or the new one.</summary>
static class WholeFile
{
    /// <param name="check">Looks at the new file before it takes the old one's place; what it throws leaves the old one.</param>
    /// <exception cref="ProblemException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, Action<string>? check = null)
    {
        var full = Path.GetFullPath(path);
        var temporary = full + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            if (File.Exists(full) && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(full));
            }

            check?.Invoke(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemId.FileNotWritable, $"{full}: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    /// <exception cref="ProblemException">It cannot be read.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(ProblemId.FileNotReadable, $"{path}: {e.Message}", e);
        }
    }
}
