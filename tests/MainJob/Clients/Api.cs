using LocalEnergyMarket.Client;
using LocalEnergyMarket.Client.Trust;
using LocalEnergyMarket.MainJob.Parts;

namespace LocalEnergyMarket.MainJob.Clients;

/// <summary>One connection to the backend, as other people's programs have it; each caller shows its own token.</summary>
public sealed class Api : IDisposable
{
    readonly LemClient _market;
    readonly Callers _callers;

    public Api(MarketSystem system)
    {
        _callers = system.Callers;
        _market = LemClient.Connect(new() { Addresses = [new(system.Backend.Url)], Authorities = TrustedAuthorities.FromPemFiles(system.Authority.RootFile) });
    }

    public LemClient Operator => As("Operator");

    public LemClient Supplier => As("Supplier");

    public LemClient Auditor => As("Auditor");

    public LemClient As(Trader trader) => As(trader.CustomerId);

    public void Dispose() => _market.Dispose();

    LemClient As(string caller) => _market.WithToken(_callers.TokenOf(caller));
}
