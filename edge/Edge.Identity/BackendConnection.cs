using LocalEnergyMarket.Client;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Identity;

/// <summary>
/// The calls of a box to one backend. Each has a connection of its own, so that the server's certificate it remembers is the one its stream runs over: which backend
/// comes next is decided by whoever opens streams, not by the channel.
/// </summary>
public sealed class BackendConnection : IDisposable
{
    readonly LemClient _market;
    byte[]? _endPoint;

    BackendConnection(Uri backend, BackendAccess access)
    {
        Backend = backend;
        _market = LemClient.Connect(new()
        {
            Addresses = [backend],
            Authorities = access.Authorities,
            ServerKeys = access.Keys,
            Proxy = access.Proxy,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            CertificateAccepted = certificate => _endPoint = SignedHello.EndPoint(certificate),
        });
    }

    public Uri Backend { get; }

    public BoxService.BoxServiceClient Client => _market.Boxes;

    /// <summary>The register, for a technician or operator with a token.</summary>
    /// <exception cref="IdentityException">The token has not the form of one.</exception>
    public RegistryService.RegistryServiceClient Registry(string token)
    {
        try
        {
            return _market.WithToken(token).Registry;
        }
        catch (LemOptionsException e)
        {
            throw new IdentityException(e.Message, e);
        }
    }

    /// <summary>tls-server-end-point of the server's certificate (RFC 5929), known once the server has answered.</summary>
    public ReadOnlyMemory<byte> EndPoint => _endPoint ?? throw new InvalidOperationException("The server's certificate is known after its first answer.");

    /// <exception cref="IdentityException">The address, a key or the proxy is none; the message says which.</exception>
    public static BackendConnection Open(Uri backend, BackendAccess access)
    {
        try
        {
            return new(backend, access);
        }
        catch (LemOptionsException e)
        {
            throw new IdentityException(e.Message, e);
        }
    }

    /// <summary>What went wrong, in one line for people.</summary>
    public static string Explain(LemException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return $"{failure.Code}: {failure.Message}";
    }

    public void Dispose() => _market.Dispose();
}
