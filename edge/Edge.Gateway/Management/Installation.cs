using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LocalEnergyMarket.Edge.Gateway.Management;

/// <summary>What is installed and in use: the software and the configuration.</summary>
/// <param name="Version">The software's version.</param>
/// <param name="Slot">The folder it runs from, if it was installed in slots; else empty.</param>
/// <param name="ConfigurationPath">The configuration file.</param>
/// <param name="ConfigurationRevision">Its revision when the box was started.</param>
public sealed record Installation(string Version, string Slot, string ConfigurationPath, string ConfigurationRevision)
{
    const int RevisionDigits = 16;

    /// <summary>The version that was built.</summary>
    public static string BuiltVersion { get; } = typeof(Installation).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>What it is built for, as .NET's portable runtime identifiers call it: linux-arm, linux-arm64, linux-x64.</summary>
    public static string Architecture { get; } = $"linux-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant();

    /// <summary>The beginning of the SHA-256 of a configuration file's content, hexadecimal.</summary>
    public static string RevisionOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content))[..RevisionDigits];

    /// <summary>A note of the box's own, beside the configuration file.</summary>
    public static string Beside(string configurationPath, string suffix) => Path.GetFullPath(configurationPath) + suffix;
}
