namespace LocalEnergyMarket.Edge.Gateway.Journal;

/// <summary>A file of nothing beside the journal. When the disk is full it is deleted, and its space lets the journal make room in itself.</summary>
sealed class JournalReserve(string journal, JournalLimits limits)
{
    public string Path { get; } = journal + "-reserve";

    /// <summary>Writes it if it is not there and the disk has space for twice as much.</summary>
    /// <returns>Whether it is there.</returns>
    public bool Fill()
    {
        try
        {
            if (new FileInfo(Path) is { Exists: true } file && file.Length == limits.ReserveBytes)
            {
                return true;
            }

            if (new DriveInfo(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!).AvailableFreeSpace < 2L * limits.ReserveBytes)
            {
                return false;
            }

            File.WriteAllBytes(Path, new byte[limits.ReserveBytes]);
            return true;
        }
        catch (IOException)
        {
            // Somebody else was faster: then there is none, until there is space again.
            Release();
            return false;
        }
    }

    public void Release()
    {
        try
        {
            File.Delete(Path);
        }
        catch (IOException)
        {
            // A disk that cannot even delete: what was to be written next says so.
        }
    }
}
