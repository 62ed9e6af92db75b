namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>A meter as it is given on the command line; what is null is asked for or left out.</summary>
sealed record MeterToAdd
{
    public string? Serial { get; init; }

    public int? Index { get; init; }

    public string? Type { get; init; }

    public string? Host { get; init; }

    public int? Port { get; init; }

    public int? Unit { get; init; }

    /// <summary>Of OpenEMS.</summary>
    public string? Url { get; init; }

    /// <summary>Of OpenEMS.</summary>
    public string? Component { get; init; }

    /// <summary>Of OpenEMS and SunSpec: grid, production, consumption.</summary>
    public string? Role { get; init; }

    /// <summary>Of SunSpec: the model to read.</summary>
    public int? Model { get; init; }

    /// <summary>The device file of a serial line.</summary>
    public string? SerialLine { get; init; }

    public int? Baud { get; init; }

    public string? Parity { get; init; }

    public int? StopBits { get; init; }

    public bool RtuOverTcp { get; init; }

    /// <summary>Mounted the other way round.</summary>
    public bool Inverted { get; init; }

    public int? PollSeconds { get; init; }

    /// <summary>Whether anything is said of the way to it.</summary>
    public bool SaysWhere => Host is not null || SerialLine is not null || Url is not null;
}
