using System.Globalization;
using System.Net;
using System.Text.Unicode;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Portal.Web.Backend;
using LocalEnergyMarket.Portal.Web.Configuration;
using LocalEnergyMarket.Portal.Web.SignIn;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Localization;

namespace LocalEnergyMarket.Portal.Web.Hosting;

/// <summary>The portal as a web application.</summary>
static class PortalHost
{
    static readonly string[] OpenPages = ["/Index", "/SignIn", "/Register", "/Language", "/Error"];

    public const string LanguageCookie = "__Host-lem-language";

    /// <summary>Brings the database up to date and puts the portal together; it listens once it is started.</summary>
    /// <exception cref="ConfigurationException">A file does not hold what it should.</exception>
    public static async Task<WebApplication> BuildAsync(PortalOptions options, CancellationToken cancellation)
    {
        await SignInSchema.UpgradeAsync(options.Database, cancellation);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PortalHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Logging.AddPortalConsole();
        builder.Services.AddSignIn(options);
        builder.Services.AddBackend(options.Backend);
        builder.Services.AddPages(options);
        var certificate = ServerCertificate.Read(options.Listen);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
            kestrel.Listen(IPAddress.Parse(options.Listen.Address), options.Listen.Port, listen => listen.UseHttps(certificate));
        });
        var portal = builder.Build();
        portal.UsePipeline(options);
        return portal;
    }

    static void AddPages(this IServiceCollection services, PortalOptions options)
    {
        services.AddRazorPages(pages =>
        {
            pages.Conventions.AuthorizeFolder("/");
            foreach (var open in OpenPages)
            {
                pages.Conventions.AllowAnonymousToPage(open);
            }
        });
        services.AddRouting(routing => routing.LowercaseUrls = true);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "__Host-lem-antiforgery";
            antiforgery.Cookie.Path = "/";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = [new Uri(options.Origin).Host]);
        services.Configure<Microsoft.Extensions.WebEncoders.WebEncoderOptions>(
            encoder => encoder.TextEncoderSettings = new System.Text.Encodings.Web.TextEncoderSettings(UnicodeRanges.All));
        services.Configure<RequestLocalizationOptions>(localization =>
        {
            CultureInfo[] languages = [new("de"), new("en")];
            localization.DefaultRequestCulture = new(options.DefaultLanguage);
            localization.SupportedCultures = languages;
            localization.SupportedUICultures = languages;
            localization.RequestCultureProviders =
                [new CookieRequestCultureProvider { CookieName = LanguageCookie }, new AcceptLanguageHeaderRequestCultureProvider()];
        });
    }

    static void UsePipeline(this WebApplication portal, PortalOptions options)
    {
        portal.UseMiddleware<SecurityHeaders>(new Uri(options.Origin));
        portal.UseHostFiltering();
        portal.UseRequestLocalization();
        portal.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = SignInServices.ErrorPath,
            // The page must not meet the failed attempt to read who is signed in again.
            CreateScopeForErrors = true,
            // A backend that does not answer is said in one line (the page Error), not in a stack trace.
            SuppressDiagnosticsCallback = context => context.Exception is LemException,
        });
        portal.UseStatusCodePagesWithReExecute(SignInServices.ErrorPath, "?status={0}");
        portal.UseStaticFiles();
        portal.UseRouting();
        portal.UseAuthentication();
        portal.UseAuthorization();
        portal.MapRazorPages();
    }
}
