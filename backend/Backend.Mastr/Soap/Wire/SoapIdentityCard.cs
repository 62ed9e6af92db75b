namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>Who calls. Both are secrets: they stand in no log and no message.</summary>
/// <param name="ApiKey">The web service user's key, from the register's portal.</param>
/// <param name="ActorNumber">The market actor on whose behalf the user calls.</param>
public sealed record SoapIdentityCard(string ApiKey, string ActorNumber)
{
    public override string ToString() => nameof(SoapIdentityCard);
}
