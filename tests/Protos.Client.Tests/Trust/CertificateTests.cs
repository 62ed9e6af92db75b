using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Client.Tests.Servers;
using LocalEnergyMarket.Client.Trust;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Client.Tests.Trust;

public sealed class CertificateTests : IDisposable
{
    readonly TestAuthority _authority = new();
    readonly TestAuthority _stranger = new("Somebody else");

    [Fact]
    public Task A_certificate_of_another_authority_is_refused() =>
        RefusedAsync(_stranger.Server(), "its issuer 'CN=Somebody else' is not one of the trusted authorities and does not lead to one");

    [Fact]
    public async Task A_certificate_of_another_authority_with_the_same_name_is_refused()
    {
        using var impostor = new TestAuthority();
        await RefusedAsync(impostor.Server(), "CN=127.0.0.1");
    }

    [Fact]
    public Task A_certificate_for_another_name_is_refused() =>
        RefusedAsync(_authority.Server("backend.example"), "it is for backend.example and not for 127.0.0.1");

    [Fact]
    public Task A_certificate_that_is_over_is_refused() => RefusedAsync(_authority.Server(validFromDays: -5, validToDays: -1), "is not valid now");

    [Fact]
    public Task A_certificate_that_is_not_valid_yet_is_refused() => RefusedAsync(_authority.Server(validFromDays: 1, validToDays: 5), "is not valid now");

    [Fact]
    public Task A_certificate_that_is_not_for_servers_is_refused() => RefusedAsync(_authority.Server(usage: TestAuthority.ForClients), "it is not for servers");

    [Fact]
    public async Task A_server_with_the_key_pinned_is_accepted_and_one_with_another_key_is_not()
    {
        var certificate = _authority.Server();
        var pin = Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        await using var right = await TestServer.StartAsync(certificate, "right");
        await using var other = await TestServer.StartAsync(_authority.Server(), "other");
        using var client = LemClient.Connect(Some.Options(_authority, right.Address) with { ServerKeys = ["sha256//" + pin] });
        Assert.Equal("right", await client.WhoAsync());

        using var misled = LemClient.Connect(Some.Options(_authority, other.Address) with { ServerKeys = [pin] });
        var e = await Assert.ThrowsAsync<UntrustedServerException>(misled.WhoAsync);
        Assert.Contains("is not one of those pinned", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_name_is_checked_for_each_address_by_itself()
    {
        // The certificate of the one is right for 127.0.0.1, but the second address is called by the name localhost.
        await using var server = await TestServer.StartAsync(_authority.Server());
        using var client = LemClient.Connect(Some.Options(_authority, new Uri($"https://localhost:{server.Port}"), server.Address));
        await client.WhoAsync();
        using var byName = LemClient.Connect(Some.Options(_authority, new Uri($"https://localhost:{server.Port}")));
        Assert.Contains("not for localhost", (await Assert.ThrowsAsync<UntrustedServerException>(byName.WhoAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_never_shown_to_a_server_that_is_not_accepted()
    {
        await using var server = await TestServer.StartAsync(_stranger.Server());
        using var client = LemClient.Connect(Some.Options(_authority, server.Address) with { Token = "secret" });
        await Assert.ThrowsAsync<UntrustedServerException>(client.WhoAsync);
        Assert.Empty(server.Script.Calls);
    }

    [Fact]
    public async Task Authorities_come_from_files_with_several_certificates()
    {
        using var scratch = new ScratchFolder();
        var file = scratch.In("authorities.pem");
        await File.WriteAllTextAsync(file, _stranger.Certificate.ExportCertificatePem() + "\n" + _authority.Certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var one = await TestServer.StartAsync(_authority.Server(), "one");
        using var client = LemClient.Connect(Some.Options(_authority, one.Address) with { Authorities = TrustedAuthorities.FromPemFiles(file) });
        Assert.Equal("one", await client.WhoAsync());
    }

    [Fact]
    public async Task The_certificate_of_a_connection_is_handed_over_once_it_is_accepted()
    {
        var seen = new List<string>();
        var certificate = _authority.Server();
        await using var foreign = await TestServer.StartAsync(_stranger.Server());
        await using var server = await TestServer.StartAsync(certificate);
        using var client = LemClient.Connect(Some.Options(_authority, foreign.Address, server.Address) with { CertificateAccepted = c => seen.Add(c.GetCertHashString()) });
        await client.WhoAsync();
        await client.WhoAsync();
        Assert.Equal([certificate.GetCertHashString()], seen);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    async Task RefusedAsync(X509Certificate2 certificate, string why)
    {
        await using var server = await TestServer.StartAsync(certificate);
        using var client = LemClient.Connect(Some.Options(_authority, server.Address));
        var e = await Assert.ThrowsAsync<UntrustedServerException>(client.WhoAsync);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address.ToString(), e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Script.Calls);
    }
}
