using System.Globalization;
using LocalEnergyMarket.Contracts.Chain.Blocks;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Hosting;

/// <summary>Configuration of the embedded chain's process: <c>--Key=value</c> or environment variables <c>CHAIN_KEY</c>.</summary>
public sealed record ChainOptions
{
    /// <summary>Where to listen; port 0 takes a free one, which is printed. Key <c>Listen</c>, default <c>http://127.0.0.1:8888</c>.</summary>
    public Uri Listen { get; init; } = new("http://127.0.0.1:8888");

    /// <summary>Folder of the block log, made when it is not there. Key <c>Data</c>; required.</summary>
    public required string Data { get; init; }

    /// <summary>Private K1 key of the account eosio, or the path of a file with it. Key <c>DevelopmentKey</c>, default the well-known development key.</summary>
    public string DevelopmentKey { get; init; } = ChainSettings.WellKnownDevelopmentKey;

    /// <summary>Time of block 1 in UTC; with the key it makes the chain's id. Key <c>GenesisTime</c>, default 2018-06-01T12:00:00.</summary>
    public DateTimeOffset GenesisTime { get; init; } = Genesis.DefaultTime;

    /// <summary>An empty block is produced at least this often. Key <c>Heartbeat</c> in seconds (0.5 to 3600), default 5.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Answers every detail of an error instead of the first only, as nodeos does with <c>--verbose-http-errors</c>. Key <c>VerboseHttpErrors</c>,
    /// true or false, default false.
    /// </summary>
    public bool VerboseHttpErrors { get; init; }

    /// <summary>Blocks from one snapshot of the state to the next; 0 makes none. Key <c>SnapshotEvery</c>, default 10000.</summary>
    public uint SnapshotEvery { get; init; } = ChainSettings.DefaultSnapshotEvery;

    /// <exception cref="ConfigurationException">A value is missing or wrong; the message says which and what is expected.</exception>
    public static ChainOptions Read(IConfiguration configuration)
    {
        var options = new ChainOptions
        {
            Data = configuration["Data"] is { Length: > 0 } data ? data : throw new ConfigurationException("Data: the folder of the block log is missing, for example --Data=.run/chain"),
        };
        if (configuration["Listen"] is { } listen)
        {
            options = options with
            {
                Listen = Uri.TryCreate(listen, UriKind.Absolute, out var uri) && uri.Scheme is "http" && uri.PathAndQuery is "/"
                    ? uri
                    : throw new ConfigurationException($"Listen: '{listen}' is not an address such as http://127.0.0.1:8888"),
            };
        }

        if (configuration["GenesisTime"] is { } genesis)
        {
            options = options with
            {
                GenesisTime = DateTimeOffset.TryParse(genesis, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year is >= 2000 and < 2068
                    ? time
                    : throw new ConfigurationException($"GenesisTime: '{genesis}' is not a time such as 2026-01-01T00:00:00"),
            };
        }

        if (configuration["Heartbeat"] is { } heartbeat)
        {
            options = options with
            {
                Heartbeat = double.TryParse(heartbeat, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.5 and <= 3600
                    ? TimeSpan.FromSeconds(seconds)
                    : throw new ConfigurationException($"Heartbeat: '{heartbeat}' is not a number of seconds from 0.5 to 3600"),
            };
        }

        if (configuration["VerboseHttpErrors"] is { } verbose)
        {
            options = options with
            {
                VerboseHttpErrors = bool.TryParse(verbose, out var flag)
                    ? flag
                    : throw new ConfigurationException($"VerboseHttpErrors: '{verbose}' is neither true nor false"),
            };
        }

        if (configuration["SnapshotEvery"] is { } every)
        {
            options = options with
            {
                SnapshotEvery = uint.TryParse(every, NumberStyles.None, CultureInfo.InvariantCulture, out var blocks)
                    ? blocks
                    : throw new ConfigurationException($"SnapshotEvery: '{every}' is not a number of blocks such as 10000, or 0 for none"),
            };
        }

        return configuration["DevelopmentKey"] is { Length: > 0 } key ? options with { DevelopmentKey = key } : options;
    }

    /// <exception cref="ConfigurationException">The key is not one.</exception>
    public ChainSettings ToSettings()
    {
        try
        {
            var key = PrivateKey.Parse(File.Exists(DevelopmentKey) ? File.ReadAllText(DevelopmentKey).Trim() : DevelopmentKey);
            return key.Type == KeyType.K1
                ? new(key, GenesisTime, Heartbeat, Path.Combine(Data, "blocks.log")) { SnapshotEvery = SnapshotEvery }
                : throw new ConfigurationException("DevelopmentKey: a K1 key is needed; R1 keys cannot sign blocks");
        }
        catch (EosioFormatException malformed)
        {
            throw new ConfigurationException($"DevelopmentKey: {malformed.Message}");
        }
    }
}

/// <summary>The process cannot start as it is configured; the message is one line for the person who configured it.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
