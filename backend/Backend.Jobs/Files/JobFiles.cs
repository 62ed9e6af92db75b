using System.Globalization;
using System.Security.Cryptography;

namespace LocalEnergyMarket.Backend.Jobs.Files;

/// <summary>Files that are uploaded for jobs, in one folder that all backends on the same database share.</summary>
public sealed class JobFiles(string folder)
{
    const string Unfinished = ".part";

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Begins a file. Nobody finds it before <see cref="JobFileUpload.CompleteAsync"/>.</summary>
    public JobFileUpload Create()
    {
        Directory.CreateDirectory(Folder);
        var id = Guid.CreateVersion7();
        return new(id, PathOf(id) + Unfinished, PathOf(id));
    }

    /// <summary>Where a file is, whether or not it is there.</summary>
    public string PathOf(Guid id) => Path.Combine(Folder, id.ToString("N", CultureInfo.InvariantCulture));

    /// <exception cref="JobException">There is no such file; the message says where it was looked for.</exception>
    public FileStream Open(Guid id)
    {
        try
        {
            return new(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new JobException($"The uploaded file {id} is not in {Folder}: it was removed, or this backend has another folder than the one that took it (Jobs:FilesFolder).", e);
        }
    }

    /// <summary>Removes a file; it need not be there.</summary>
    public void Delete(Guid id)
    {
        if (Directory.Exists(Folder))
        {
            File.Delete(PathOf(id));
        }
    }

    /// <summary>Removes what has not been written to for so long, finished or not.</summary>
    /// <returns>How many files.</returns>
    public int Sweep(TimeSpan olderThan)
    {
        if (!Directory.Exists(Folder))
        {
            return 0;
        }

        var limit = TimeProvider.System.GetUtcNow().UtcDateTime - olderThan;
        var old = Directory.EnumerateFiles(Folder)
            .Where(file => Guid.TryParseExact(Path.GetFileName(file).Replace(Unfinished, "", StringComparison.Ordinal), "N", out _) && File.GetLastWriteTimeUtc(file) < limit)
            .ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }
}

/// <summary>A file that is being uploaded. Without <see cref="CompleteAsync"/> nothing is left of it.</summary>
public sealed class JobFileUpload : IAsyncDisposable
{
    readonly string _unfinished;
    readonly string _finished;
    readonly FileStream _file;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    bool _complete;

    internal JobFileUpload(Guid id, string unfinished, string finished)
    {
        (Id, _unfinished, _finished) = (id, unfinished, finished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new(unfinished, options);
    }

    public Guid Id { get; }

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _hash.AppendData(bytes.Span);
        await _file.WriteAsync(bytes, cancellation);
        Length += bytes.Length;
    }

    /// <summary>Makes the file durable and known.</summary>
    /// <returns>Its SHA-256, 32 bytes.</returns>
    public async Task<byte[]> CompleteAsync(CancellationToken cancellation)
    {
        await _file.FlushAsync(cancellation);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync();
        File.Move(_unfinished, _finished);
        _complete = true;
        return _hash.GetHashAndReset();
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _hash.Dispose();
        if (!_complete)
        {
            File.Delete(_unfinished);
        }
    }
}
