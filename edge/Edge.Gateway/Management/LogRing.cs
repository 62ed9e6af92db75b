using System.Text;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>One line of the log, real time.</summary>
public sealed record LoggedLine(DateTimeOffset Time, LogLevel Level, string Text);

/// <summary>
/// The last lines of the log in memory, for whoever looks after the box from afar. What the box logs holds no readings, keys or passwords (<see cref="Log"/>), so
/// neither does this. Bounded in lines and characters.
/// </summary>
public sealed class LogRing(TimeProvider real) : ILoggerProvider
{
    const int MostLines = 2000;
    const int MostCharacters = 256 << 10;
    const int LongestLine = 2000;

    readonly Queue<LoggedLine> _lines = [];
    readonly Lock _lock = new();
    int _characters;
    long _dropped;

    /// <summary>The newest lines, oldest first, and how many older ones were dropped.</summary>
    public (IReadOnlyList<LoggedLine> Lines, long Dropped) Read(int most, LogLevel minimum)
    {
        lock (_lock)
        {
            return ([.. _lines.Where(line => line.Level >= minimum).TakeLast(most)], _dropped);
        }
    }

    public ILogger CreateLogger(string categoryName) => new RingLogger(this);

    public void Dispose()
    {
    }

    void Add(LogLevel level, string text)
    {
        var line = new LoggedLine(real.GetUtcNow(), level, OneLine(text));
        lock (_lock)
        {
            _lines.Enqueue(line);
            _characters += line.Text.Length;
            while (_lines.Count > MostLines || _characters > MostCharacters)
            {
                _characters -= _lines.Dequeue().Text.Length;
                _dropped++;
            }
        }
    }

    static string OneLine(string text)
    {
        var line = new StringBuilder(text, 0, Math.Min(text.Length, LongestLine), LongestLine);
        return line.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ').ToString();
    }

    sealed class RingLogger(LogRing ring) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                ring.Add(logLevel, formatter(state, exception));
            }
        }
    }
}
