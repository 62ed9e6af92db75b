using System.ComponentModel.DataAnnotations;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Deadlines;

/// <summary>How long calls may take. Streams from the server, and both ways, stay open as long as both sides want.</summary>
public sealed class DeadlineOptions
{
    /// <summary>For a call with one request and one answer whose caller sets no deadline, s.</summary>
    [Range(0.001, 86_400)]
    public double CallSeconds { get; set; } = 30;

    /// <summary>The longest that a caller may ask for such a call, s.</summary>
    [Range(0.001, 86_400)]
    public double LongestCallSeconds { get; set; } = 300;

    /// <summary>For a stream of requests with one answer (a file sent in chunks) whose caller sets no deadline, s.</summary>
    [Range(0.001, 86_400)]
    public double UploadSeconds { get; set; } = 600;

    /// <summary>The longest that a caller may ask for such a stream, s.</summary>
    [Range(0.001, 86_400)]
    public double LongestUploadSeconds { get; set; } = 7200;
}
