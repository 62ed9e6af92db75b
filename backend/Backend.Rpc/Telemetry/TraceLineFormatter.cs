using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace LocalEnergyMarket.Backend.Rpc.Telemetry;

/// <summary>A line of the log: time (UTC), level, category, message, the trace it belongs to.</summary>
sealed class TraceLineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lem";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(": ");
        textWriter.Write(logEntry.Category);
        textWriter.Write(string.Create(CultureInfo.InvariantCulture, $"[{logEntry.EventId.Id}] "));
        textWriter.Write(Line(logEntry.Formatter(logEntry.State, logEntry.Exception)));

        // What the web server says of its connections is noise here; what we say of a call is not.
        scopeProvider?.ForEachScope(
            static (scope, text) =>
            {
                if (scope?.GetType().Namespace?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == false)
                {
                    text.Write($" [{Line(scope.ToString())}]");
                }
            },
            textWriter);
        if (Activity.Current is { } span)
        {
            textWriter.Write($" [trace {span.TraceId}]");
        }

        if (logEntry.Exception is { } exception)
        {
            textWriter.Write($" {Line(exception.ToString())}");
        }

        textWriter.WriteLine();
    }

    static string? Line(string? text) => text?.ReplaceLineEndings(" ");

    static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
