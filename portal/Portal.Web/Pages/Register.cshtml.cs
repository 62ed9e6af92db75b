using LocalEnergyMarket.Portal.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using static LocalEnergyMarket.Portal.Web.Language.Speech;

namespace LocalEnergyMarket.Portal.Web.Pages;

sealed class RegisterModel(Registration registration) : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    public string? Problem { get; private set; }

    /// <summary>What the browser needs to make a passkey, as JSON; 400 with the reason as text if the code is not valid.</summary>
    public async Task<IActionResult> OnPostOptionsAsync(CancellationToken cancellation) =>
        await registration.BeginAsync(Code ?? "", cancellation) is { } options
            ? Content(options, "application/json")
            : new ContentResult { Content = CodeInvalid(), ContentType = "text/plain; charset=utf-8", StatusCode = StatusCodes.Status400BadRequest };

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(Credential) || !(await HttpContext.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Succeeded)
        {
            return Refuse(Say("Das Einrichten hat zu lange gedauert. Versuchen Sie es noch einmal.", "The set-up took too long. Try again."));
        }

        var outcome = await registration.CompleteAsync(Code ?? "", Credential, cancellation);
        await HttpContext.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return outcome switch
        {
            RegistrationOutcome.Done => LocalRedirect("/"),
            RegistrationOutcome.InvitationInvalid => Refuse(CodeInvalid()),
            _ => Refuse(Say("Dieser Passkey wurde nicht angenommen. Der Code gilt noch; versuchen Sie es noch einmal.", "This passkey was not accepted. The code is still valid; try again.")),
        };
    }

    static string CodeInvalid() => Say(
        "Dieser Code gilt nicht: er ist vertippt, schon verwendet oder abgelaufen. Bitten Sie Ihren Versorger um einen neuen.",
        "This code is not valid: mistyped, used already, or too old. Ask your supplier for a new one.");

    PageResult Refuse(string problem)
    {
        Problem = problem;
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
