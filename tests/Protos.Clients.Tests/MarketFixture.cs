using System.Globalization;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.Quantities;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Protos.Clients.Tests.MarketFixture))]

namespace LocalEnergyMarket.Protos.Clients.Tests;

/// <summary>The backend that the clients of all languages call, and what their scripts are told of it.</summary>
public sealed class MarketFixture : RunningBackend, IAsyncLifetime
{
    static readonly decimal ForecastKilowattHours = 5;

    /// <summary>The certificate of the authority that clients pin, PEM.</summary>
    public string AuthorityFile => Files.In("authority.pem");

    /// <summary>A timeslot that can be traded in, in which every plant produces 5 kWh. Scripts of different languages trade different units.</summary>
    public Timeslot Timeslot { get; private set; }

    /// <summary>
    /// What a script finds in its environment: LEM_ADDRESS, LEM_AUTHORITY (a file), LEM_TOKEN_OPERATOR, _SUPPLIER, _CUSTOMER (C-0001), _CUSTOMER_2 (C-0002), _AUDITOR, _PORTAL,
    /// LEM_TIMESLOT (seconds since 1970), LEM_GROUP.
    /// </summary>
    public Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["LEM_ADDRESS"] = Address.GetLeftPart(UriPartial.Authority),
        ["LEM_AUTHORITY"] = AuthorityFile,
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
        Timeslot = this.FarTimeslot();
        await Plants.ForecastAsync(this, Timeslot, ForecastKilowattHours, ForecastKilowattHours, cancellation);
    }
}
