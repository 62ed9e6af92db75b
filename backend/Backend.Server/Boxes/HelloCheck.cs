using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Hosting;
using LocalEnergyMarket.Backend.Telemetry.Ingest;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Boxes;

/// <summary>
/// Whether a hello is the answer of an enrolled box's TPM to this stream's nonce, seen under this server's certificate: a replayed, relayed
/// or copied one is not.
/// </summary>
sealed class HelloCheck(BoxRegister boxes, ServerCertificate certificate)
{
    static RefusalException DoesNotFit => Refusal.Unauthenticated(
        Reason.HelloRefused, "The hello does not fit: it must be signed by the enrolled TPM over this stream's nonce and this server's certificate.");

    /// <exception cref="RefusalException">UNAUTHENTICATED; it does not say which part was wrong.</exception>
    public async Task<Backend.Registry.Boxes.Box> CheckAsync(Hello hello, byte[] nonce, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(hello.BoxId, "D", out var id) || await boxes.FindAsync(id, cancellation) is not { Revoked: false } box)
        {
            throw DoesNotFit;
        }

        var digest = SignedHello.Digest(hello.BoxId, nonce, certificate.EndPoint.Span);
        return new EnrolledBox(box.Id, box.PublicKey).Verifies(digest, hello.Signature.Span) ? box : throw DoesNotFit;
    }
}
