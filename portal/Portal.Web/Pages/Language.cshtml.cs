using LocalEnergyMarket.Portal.Web.Hosting;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LocalEnergyMarket.Portal.Web.Pages;

sealed class LanguageModel : PageModel
{
    public IActionResult OnPost(string? language, string? returnUrl)
    {
        if (language is not ("de" or "en"))
        {
            return BadRequest();
        }

        Response.Cookies.Append(
            PortalHost.LanguageCookie,
            CookieRequestCultureProvider.MakeCookieValue(new(language)),
            new() { Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }
}
