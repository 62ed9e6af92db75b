using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LocalEnergyMarket.Protos.Clients.Tests;

public sealed class AuthorityTests(MarketFixture market)
{
    [Fact]
    public async Task The_authority_that_clients_are_given_is_the_one_the_backend_is_certified_by()
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(market.AuthorityFile);
        using var connection = new TcpClient();
        await connection.ConnectAsync(market.Address.Host, market.Address.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(connection.GetStream());
        await tls.AuthenticateAsClientAsync(
            new()
            {
                TargetHost = market.Address.Host,
                CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
            },
            TestContext.Current.CancellationToken);
        Assert.True(tls.IsAuthenticated);
    }
}
