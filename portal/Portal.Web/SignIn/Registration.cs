using LocalEnergyMarket.Portal.Web.Hosting;
using Microsoft.AspNetCore.Identity;

namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>From an invitation to an account with a passkey.</summary>
sealed partial class Registration(
    SignInContext context, Invitations invitations, UserManager<PortalUser> users, SignInManager<PortalUser> signIn, ILogger<Registration> log)
{
    /// <summary>What the browser needs to make a passkey (WebAuthn Level 3, 5.4, as JSON), or null if the invitation is not valid.</summary>
    public async Task<string?> BeginAsync(string code, CancellationToken cancellation) =>
        await invitations.FindAsync(code, cancellation) is { } invitation
            ? await signIn.MakePasskeyCreationOptionsAsync(new() { Id = invitation.UserId, Name = invitation.Name, DisplayName = invitation.Name })
            : null;

    /// <summary>Checks the new passkey, uses up the invitation, keeps the account and signs in: all of it or nothing.</summary>
    public async Task<RegistrationOutcome> CompleteAsync(string code, string credential, CancellationToken cancellation)
    {
        var attestation = await signIn.PerformPasskeyAttestationAsync(credential);
        if (!attestation.Succeeded)
        {
            LogRefused(attestation.Failure.Message);
            return attestation.Failure.IsOfDatabase() ? throw attestation.Failure : RegistrationOutcome.PasskeyRefused;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        if (await invitations.FindAsync(code, cancellation) is not { } invitation
            || invitation.UserId != attestation.UserEntity.Id
            || !await invitations.UseAsync(code, cancellation))
        {
            return RegistrationOutcome.InvitationInvalid;
        }

        var user = await users.FindByIdAsync(invitation.UserId) ?? await CreateAsync(invitation);
        attestation.Passkey.Name = invitation.CreatedAt.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Must(await users.AddOrUpdatePasskeyAsync(user, attestation.Passkey));
        await transaction.CommitAsync(cancellation);
        LogRegistered(user.Id);
        await signIn.SignInAsync(user, isPersistent: false);
        return RegistrationOutcome.Done;
    }

    async Task<PortalUser> CreateAsync(Invitation invitation)
    {
        var user = new PortalUser { Id = invitation.UserId, UserName = invitation.Name };
        Must(await users.CreateAsync(user));
        return user;
    }

    static void Must(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"The account was not kept: {string.Join(' ', result.Errors.Select(error => error.Description))}");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "A passkey was registered for account {User}")]
    partial void LogRegistered(string user);

    [LoggerMessage(2, LogLevel.Warning, "A passkey was refused: {Reason}")]
    partial void LogRefused(string reason);
}

enum RegistrationOutcome
{
    Done,
    InvitationInvalid,
    PasskeyRefused,
}
