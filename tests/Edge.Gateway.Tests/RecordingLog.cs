using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Tests;

/// <summary>Keeps the names and texts of what was logged.</summary>
sealed class RecordingLog : ILogger
{
    readonly ConcurrentQueue<(string Name, string Text)> _entries = new();

    public IReadOnlyList<string> Names => [.. _entries.Select(e => e.Name)];

    public IReadOnlyList<string> Texts => [.. _entries.Select(e => e.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((eventId.Name ?? "", formatter(state, exception)));
}
