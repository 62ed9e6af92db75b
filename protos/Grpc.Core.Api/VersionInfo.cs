namespace Grpc.Core;

/// <summary>The version of the API that this assembly offers: that of the official one whose shape it has.</summary>
public static class VersionInfo
{
    /// <summary>What references ask for; it never changes within a major version.</summary>
    public const string CurrentAssemblyVersion = "2.0.0.0";

    /// <summary>The file's version.</summary>
    public const string CurrentAssemblyFileVersion = CurrentVersion + ".0";

    /// <summary>The package's version.</summary>
    public const string CurrentVersion = "2.85.0";
}
