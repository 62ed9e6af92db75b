namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>Entitles to register one passkey, once.</summary>
sealed class Invitation
{
    /// <summary>SHA-256 of the code; the code itself is kept nowhere.</summary>
    public required byte[] CodeHash { get; init; }

    /// <summary>How the person invited is called.</summary>
    public required string Name { get; init; }

    /// <summary>The account that the passkey will belong to.</summary>
    public required string UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
