using System.Reflection;
using global::Grpc.Core;
using global::Grpc.Net.Compression;

namespace LocalEnergyMarket.Grpc.Tests;

/// <summary>
/// What can be compiled against is what the packages of version 2.85.0 offer: nothing more, nothing less. With <c>-p:GrpcPackages=official</c> the
/// same tests read the packages' own assemblies, so the lists in Data are held from both sides.
/// </summary>
public sealed class SurfaceTests
{
    [Fact]
    public void Grpc_Core_Api_offers_what_is_published() => IsPublished(typeof(Status).Assembly);

    [Fact]
    public void Grpc_Net_Common_offers_what_is_published() => IsPublished(typeof(ICompressionProvider).Assembly);

    static void IsPublished(Assembly assembly)
    {
        var name = assembly.GetName().Name;
        using var stream = typeof(SurfaceTests).Assembly.GetManifestResourceStream($"{name}.txt")!;
        using var reader = new StreamReader(stream);
        var published = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var offered = Surface.Of(assembly);

        Assert.Empty(published.Except(offered, StringComparer.Ordinal));
        Assert.Empty(offered.Except(published, StringComparer.Ordinal));
        Assert.Equal(published.Length, offered.Count);
    }
}
