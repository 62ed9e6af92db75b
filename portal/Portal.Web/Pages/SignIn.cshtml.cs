using LocalEnergyMarket.Portal.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using static LocalEnergyMarket.Portal.Web.Language.Speech;

namespace LocalEnergyMarket.Portal.Web.Pages;

sealed class SignInModel(SignInManager<PortalUser> signIn, PasskeySignIn passkeys) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    public string? Problem { get; private set; }

    /// <summary>The challenge, as JSON for the browser (WebAuthn Level 3, 5.5). No name is asked: the passkey knows whose it is.</summary>
    public async Task<IActionResult> OnPostOptionsAsync() => Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrEmpty(Credential) || !(await HttpContext.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Succeeded)
        {
            return Refuse(Say("Die Anmeldung hat zu lange gedauert. Versuchen Sie es noch einmal.", "The sign-in took too long. Try again."));
        }

        var succeeded = await passkeys.TryAsync(Credential);
        await HttpContext.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return succeeded
            ? LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/")
            : Refuse(Say(
                "Dieser Passkey wurde nicht angenommen. Richten Sie mit einer Einladung einen neuen ein, oder nehmen Sie einen anderen.",
                "This passkey was not accepted. Set up a new one with an invitation, or take another."));
    }

    PageResult Refuse(string problem)
    {
        Problem = problem;
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
