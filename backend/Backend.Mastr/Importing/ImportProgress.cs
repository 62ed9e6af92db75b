using System.Collections.Concurrent;
using LocalEnergyMarket.Backend.Mastr.Export;

namespace LocalEnergyMarket.Backend.Mastr.Importing;

/// <summary>How far the files of an import are, in bytes unpacked.</summary>
sealed class ImportProgress(long total, long before)
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, long> _open = new(StringComparer.Ordinal);
    long _done = before;

    public long Total => total;

    public (long Bytes, string Stage) Now
    {
        get
        {
            var open = _open.ToArray();
            return (Interlocked.Read(ref _done) + open.Sum(file => file.Value), string.Join(", ", open.Select(file => file.Key).Order(StringComparer.Ordinal)));
        }
    }

    public void Say(ExportMember member, long bytes) => _open[member.Name] = bytes;

    public void Done(ExportMember member)
    {
        Interlocked.Add(ref _done, member.Bytes);
        _open.TryRemove(member.Name, out _);
    }

    /// <summary>When it is worth to say it again.</summary>
    public static Task NextAsync(CancellationToken cancellation) => Task.Delay(Pause, cancellation);
}
