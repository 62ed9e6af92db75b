using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>
/// The end of the log of the run before, so that it can be asked for why the box has stopped. It is written when the box ends by itself; after a power cut there is that of
/// the run before the last. (All of it is in the system's journal.)
/// </summary>
public sealed class PreviousLog(string path)
{
    const int Kept = 500;

    /// <summary>Of the run before this one, oldest first.</summary>
    public IReadOnlyList<LoggedLine> Lines { get; } = Read(path);

    /// <summary>Leaves the end of this run's log for the next. A box that ends is not held up by a full disk.</summary>
    public void Leave(LogRing ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        var text = new StringBuilder();
        foreach (var line in ring.Read(Kept, LogLevel.Information).Lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"{line.Time.ToUnixTimeMilliseconds()} {(int)line.Level} {line.Text}\n");
        }

        try
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"lem-box: the log of this run is not kept: {e.Message}");
        }
    }

    static List<LoggedLine> Read(string path)
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Select(Parse).OfType<LoggedLine>()] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    static LoggedLine? Parse(string line) =>
        line.Split(' ', 3) is [var time, var level, var text]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(at), (LogLevel)number, text)
            : null;
}
