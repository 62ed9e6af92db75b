using Microsoft.AspNetCore.Identity;

namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>A person who may sign in. Has passkeys and no password.</summary>
sealed class PortalUser : IdentityUser;
