using global::Grpc.AspNetCore.Server;
using global::Grpc.Core;
using global::Grpc.Net.Client;
using global::Grpc.Net.Compression;

namespace LocalEnergyMarket.Grpc.Tests;

/// <summary>Every reference of the official assemblies finds what it asks for: no MissingMethodException waits for production.</summary>
public sealed class LinkTests
{
    static readonly OfferedApi[] Offered = [new(typeof(Status).Assembly.Location), new(typeof(ICompressionProvider).Assembly.Location)];

    public static TheoryData<string> Official => [typeof(GrpcChannel).Assembly.Location, typeof(GrpcServiceOptions).Assembly.Location];

    [Theory]
    [MemberData(nameof(Official))]
    public void Every_type_asked_for_is_there(string path)
    {
        var wanted = ReferencedApi.Of(path).Types.Where(type => Offered.Any(api => Is(api, type.Assembly))).ToList();

        Assert.NotEmpty(wanted);
        Assert.DoesNotContain(wanted, type => !Offered.Any(api => Is(api, type.Assembly) && api.HasType(type.Type)));
    }

    [Theory]
    [MemberData(nameof(Official))]
    public void Every_member_asked_for_is_there_with_its_signature(string path)
    {
        var wanted = ReferencedApi.Of(path).Members.Where(member => Offered.Any(api => Is(api, member.Assembly))).ToList();

        Assert.InRange(wanted.Count, 50, 1000);
        Assert.DoesNotContain(wanted, member => !IsOffered(member));
    }

    [Theory]
    [MemberData(nameof(Official))]
    public void The_assemblies_have_the_identity_asked_for(string path)
    {
        var wanted = ReferencedApi.Of(path).Assemblies.Where(assembly => Offered.Any(api => Is(api, assembly.Name))).ToList();

        Assert.Equal(2, wanted.Count);
        Assert.All(wanted, assembly =>
        {
            var offered = Offered.Single(api => Is(api, assembly.Name));
            Assert.Equal(assembly.Version, offered.Version);
            Assert.Equal(assembly.PublicKeyToken, offered.PublicKeyToken);
        });
    }

    [Theory]
    [MemberData(nameof(Official))]
    public void Every_type_of_theirs_loads_which_links_overrides_and_interfaces(string path)
    {
        var types = System.Reflection.Assembly.LoadFrom(path).GetTypes();

        Assert.NotEmpty(types);
    }

    [Fact]
    public void A_member_with_another_signature_is_found_missing() =>
        Assert.False(IsOffered(("Grpc.Core.Api", "Grpc.Core.Metadata.Add: `0 Void (String, Int32)")));

    static bool IsOffered((string Assembly, string Member) wanted) =>
        Offered.Any(api => Is(api, wanted.Assembly) && api.HasMember(wanted.Member));

    static bool Is(OfferedApi api, string assembly) => string.Equals(api.Name, assembly, StringComparison.Ordinal);
}
