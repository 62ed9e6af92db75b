namespace LocalEnergyMarket.Hardware.Simulation.Http;

/// <summary>A request.</summary>
/// <param name="Method">As sent.</param>
/// <param name="Path">Not decoded, without what follows a question mark.</param>
/// <param name="Headers">By name, small or capital letters alike.</param>
/// <param name="Body">Empty if there is none.</param>
sealed record HttpCall(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The parts between the slashes, decoded.</summary>
    public IReadOnlyList<string> Parts { get; } = [.. Path.TrimStart('/').Split('/').Select(Uri.UnescapeDataString)];
}

/// <summary>What is answered, and how badly.</summary>
/// <param name="Status">HTTP status.</param>
sealed record HttpReply(int Status, string ContentType = "text/plain; charset=utf-8", byte[]? Body = null)
{
    public byte[] Content => Body ?? [];

    /// <summary>Further headers, each with its line's end.</summary>
    public string Headers { get; init; } = "";

    /// <summary>Before anything is sent.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>After each byte, if it is to come byte by byte.</summary>
    public TimeSpan? BytePause { get; init; }

    /// <summary>Half the body is sent, and nothing follows while the client waits.</summary>
    public bool Truncated { get; init; }

    /// <summary>The body is sent over and over.</summary>
    public bool Endless { get; init; }

    /// <summary>The connection is closed instead.</summary>
    public bool Dropped { get; init; }
}
