using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Testbed.Processes;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Protos.Clients.Tests.MarketFixture))]

namespace LocalEnergyMarket.Protos.Clients.Tests;

/// <summary>The backend that the clients of all languages call, and what their scripts are told of it.</summary>
public sealed class MarketFixture : RunningBackend, IAsyncLifetime
{
    static readonly decimal ForecastKilowattHours = 5;

    /// <summary>The certificate of the authority that clients pin, PEM.</summary>
    public string AuthorityFile => Files.In("authority.pem");

    /// <summary>The certificate of an authority that has nothing to do with the backend, PEM.</summary>
    public string OtherAuthorityFile => Files.In("other-authority.pem");

    /// <summary>Pages of this origin may call from a browser.</summary>
    public Uri BrowserOrigin { get; } = new($"http://localhost:{FreePorts.One()}");

    /// <summary>A timeslot that can be traded in, in which every plant produces 5 kWh. Scripts of different languages trade different units.</summary>
    public Timeslot Timeslot { get; private set; }

    /// <summary>
    /// What a script finds in its environment: LEM_ADDRESS, LEM_AUTHORITY and LEM_OTHER_AUTHORITY (files; the backend is not certified by the other),
    /// LEM_TOKEN_OPERATOR, _SUPPLIER, _CUSTOMER (C-0001), _CUSTOMER_2 (C-0002), _AUDITOR, _PORTAL, LEM_TIMESLOT (seconds since 1970), LEM_GROUP.
    /// </summary>
    public Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["LEM_ADDRESS"] = Address.GetLeftPart(UriPartial.Authority),
        ["LEM_AUTHORITY"] = AuthorityFile,
        ["LEM_OTHER_AUTHORITY"] = OtherAuthorityFile,
        ["LEM_TOKEN_OPERATOR"] = Callers.TokenOf("Operator"),
        ["LEM_TOKEN_SUPPLIER"] = Callers.TokenOf("Supplier"),
        ["LEM_TOKEN_CUSTOMER"] = Callers.TokenOf(Callers.CustomerId(1)),
        ["LEM_TOKEN_CUSTOMER_2"] = Callers.TokenOf(Callers.CustomerId(2)),
        ["LEM_TOKEN_AUDITOR"] = Callers.TokenOf("Auditor"),
        ["LEM_TOKEN_PORTAL"] = Callers.TokenOf("Portal"),
        ["LEM_TIMESLOT"] = Timeslot.StartUnixSeconds.ToString(CultureInfo.InvariantCulture),
        ["LEM_GROUP"] = Groups.Trading,
    };

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await StartAsync(cancellation);
        await File.WriteAllTextAsync(AuthorityFile, Files.Certificates.Authority.ExportCertificatePem(), cancellation);
        await File.WriteAllTextAsync(OtherAuthorityFile, OtherAuthority(), cancellation);
        Timeslot = this.FarTimeslot();
        await Plants.ForecastAsync(this, Timeslot, ForecastKilowattHours, ForecastKilowattHours, cancellation);
    }

    protected override void Configure(JsonObject configuration) =>
        configuration["Rpc"] = new JsonObject { ["BrowserOrigins"] = new JsonArray(BrowserOrigin.GetLeftPart(UriPartial.Authority)) };

    static string OtherAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Another supplier", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        return authority.ExportCertificatePem();
    }
}
