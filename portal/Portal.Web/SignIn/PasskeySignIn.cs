using LocalEnergyMarket.Portal.Web.Hosting;
using Microsoft.AspNetCore.Identity;

namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>
/// Signs in with the answer of a passkey. Step by step rather than by <c>PasskeySignInAsync</c>, which calls a database that is away a passkey
/// that is refused.
/// </summary>
sealed partial class PasskeySignIn(UserManager<PortalUser> users, SignInManager<PortalUser> signIn, ILogger<PasskeySignIn> log)
{
    /// <summary>False if the passkey is refused.</summary>
    public async Task<bool> TryAsync(string credential)
    {
        var assertion = await signIn.PerformPasskeyAssertionAsync(credential);
        if (!assertion.Succeeded)
        {
            LogRefused(assertion.Failure.Message);
            return assertion.Failure.IsOfDatabase() ? throw assertion.Failure : false;
        }

        if (!await signIn.CanSignInAsync(assertion.User) || await users.IsLockedOutAsync(assertion.User))
        {
            LogLocked(assertion.User.Id);
            return false;
        }

        // Keeps the signature counter, by which a copied authenticator is found out.
        var kept = await users.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey);
        if (kept.Succeeded)
        {
            await signIn.SignInAsync(assertion.User, isPersistent: false);
        }

        return kept.Succeeded;
    }

    [LoggerMessage(1, LogLevel.Warning, "A passkey was refused: {Reason}")]
    partial void LogRefused(string reason);

    [LoggerMessage(2, LogLevel.Warning, "The account {User} is locked")]
    partial void LogLocked(string user);
}
