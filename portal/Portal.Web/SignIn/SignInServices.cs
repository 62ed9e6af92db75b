using LocalEnergyMarket.Portal.Web.Configuration;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>Sign-in by passkey and by nothing else (docs/adr/0013-portal-identity-passkeys.md).</summary>
static class SignInServices
{
    public const string ErrorPath = "/error";

    public static void AddSignIn(this IServiceCollection services, PortalOptions options)
    {
        services.AddDbContext<SignInContext>(context => context.UseNpgsql(options.Database));
        services.AddScoped<Invitations>();
        services.AddScoped<Registration>();
        services.AddScoped<PasskeySignIn>();
        services.AddHttpContextAccessor();
        services.AddIdentityCore<PortalUser>(identity =>
            {
                SignInContext.ChooseSchema(identity);
                // A name is what people are called, with spaces and umlauts.
                identity.User.AllowedUserNameCharacters = "";
            })
            .AddEntityFrameworkStores<SignInContext>()
            .AddSignInManager();
        services.TryAddScoped<IPasskeyHandler<PortalUser>, PasskeyHandler<PortalUser>>();
        services.Configure<IdentityPasskeyOptions>(passkeys => Passkeys(passkeys, options.Origin));
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(cookie =>
            {
                Host(cookie, "__Host-lem-session", SameSiteMode.Lax);
                cookie.LoginPath = "/sign-in";
                cookie.AccessDeniedPath = "/sign-in";
                cookie.ReturnUrlParameter = "returnUrl";
                cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
                // The error page shows nothing of anybody, and must come when the database is what failed.
                var validate = cookie.Events.OnValidatePrincipal;
                cookie.Events.OnValidatePrincipal = context =>
                    context.Request.Path.StartsWithSegments(ErrorPath, StringComparison.Ordinal) ? Task.CompletedTask : validate(context);
            });
            // Holds the sealed challenge between asking for it and answering it.
            cookies.TwoFactorUserIdCookie!.Configure(cookie => Host(cookie, "__Host-lem-passkey", SameSiteMode.Strict));
        });
        services.AddAuthorization();
        services.AddDataProtection().SetApplicationName("lem-portal");
        services.AddSingleton<ProtectionKeyTable>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            keys => keys.XmlRepository = provider.GetRequiredService<ProtectionKeyTable>()));
    }

    static void Passkeys(IdentityPasskeyOptions passkeys, string origin)
    {
        passkeys.ServerDomain = new Uri(origin).Host;
        passkeys.ResidentKeyRequirement = "required";
        passkeys.UserVerificationRequirement = "required";
        passkeys.AttestationConveyancePreference = "none";
        passkeys.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == origin);
    }

    static void Host(CookieAuthenticationOptions options, string name, SameSiteMode sameSite)
    {
        options.Cookie.Name = name;
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        options.Cookie.SameSite = sameSite;
    }
}
