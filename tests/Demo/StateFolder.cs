namespace LocalEnergyMarket.Demo;

/// <summary>The folder that holds all of a demonstration's state.</summary>
static class StateFolder
{
    /// <summary>Removes what an earlier demonstration left; the lock of the one that runs stays.</summary>
    /// <exception cref="FormatException">It holds things that no demonstration has made.</exception>
    public static void Empty(string folder)
    {
        var marker = Path.Combine(folder, "demo.state");
        var content = new DirectoryInfo(folder) is { Exists: true } found ? found.GetFileSystemInfos().Where(entry => entry.Name != "lock").ToList() : [];
        if (content.Count > 0 && !File.Exists(marker))
        {
            throw new FormatException($"--state {folder} holds something that is not a demonstration's: give an empty folder, or one that is not there yet.");
        }

        foreach (var entry in content)
        {
            if (entry is DirectoryInfo directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(marker, "The state of ./lem demo; removed when the next one begins.\n");
    }
}
