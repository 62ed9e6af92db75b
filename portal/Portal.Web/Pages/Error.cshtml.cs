using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Portal.Web.Hosting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using static LocalEnergyMarket.Portal.Web.Language.Speech;

namespace LocalEnergyMarket.Portal.Web.Pages;

/// <summary>What went wrong, in words, and what to do; never how it looks inside.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
sealed partial class ErrorModel(ILogger<ErrorModel> log) : PageModel
{
    public string Title { get; private set; } = "";

    public string Advice { get; private set; } = "";

    public override void OnPageHandlerExecuting(Microsoft.AspNetCore.Mvc.Filters.PageHandlerExecutingContext context)
    {
        var exception = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error;
        (Response.StatusCode, Title, Advice) = exception switch
        {
            UntrustedServerException untrusted => Untrusted(untrusted),
            LemException answer => Explain(answer),
            not null when exception.IsOfDatabase() => (
                503,
                Say("Die Anmeldung ist gerade nicht möglich", "Signing in is not possible right now"),
                Say("Die Datenbank des Portals antwortet nicht. Versuchen Sie es in einer Minute noch einmal.", "The portal's database does not answer. Try again in a minute.")),
            not null => (
                500,
                Say("Das hat nicht geklappt", "That did not work"),
                Say("Im Portal ist ein Fehler aufgetreten; das Protokoll nennt ihn. Versuchen Sie es noch einmal.", "Something went wrong in the portal; its log says what. Try again.")),
            null => Explain(Response.StatusCode),
        };
    }

    (int Status, string Title, string Advice) Untrusted(UntrustedServerException answer)
    {
        LogBackend(answer.Code, answer.Message, answer.RequestId);
        return (
            502,
            Say("Das Portal erkennt den Markt nicht", "The portal does not recognise the market"),
            Say("Das Backend zeigt ein Zertifikat, dem das Portal nicht traut. Der Betrieb muss Backend:CaFile prüfen.", "The backend shows a certificate that the portal does not trust. The operator must check Backend:CaFile."));
    }

    (int Status, string Title, string Advice) Explain(LemException answer)
    {
        LogBackend(answer.Code, answer.Message, answer.RequestId);
        return answer.Code switch
        {
            Grpc.Core.StatusCode.Unavailable or Grpc.Core.StatusCode.DeadlineExceeded => (
                503,
                Say("Der Markt antwortet gerade nicht", "The market does not answer right now"),
                Say("Das Backend ist nicht erreichbar oder zu langsam. Es geht nichts verloren; versuchen Sie es in einer Minute noch einmal.", "The backend cannot be reached or is too slow. Nothing is lost; try again in a minute.")),
            Grpc.Core.StatusCode.Unauthenticated or Grpc.Core.StatusCode.PermissionDenied => (
                502,
                Say("Der Markt lässt das Portal nicht ein", "The market does not let the portal in"),
                Say("Das Backend nimmt den Schlüssel des Portals nicht an. Der Betrieb muss Backend:TokenFile prüfen.", "The backend does not accept the portal's token. The operator must check Backend:TokenFile.")),
            Grpc.Core.StatusCode.NotFound => Explain(404),
            _ => (
                502,
                Say("Der Markt konnte nicht antworten", "The market could not answer"),
                Say("Im Backend ist ein Fehler aufgetreten; das Protokoll nennt ihn. Versuchen Sie es noch einmal.", "Something went wrong in the backend; the log says what. Try again.")),
        };
    }

    static (int Status, string Title, string Advice) Explain(int status) => status switch
    {
        404 => (404, Say("Das gibt es hier nicht", "There is no such thing here"), Say("Die Adresse stimmt nicht, oder es ist noch nichts da.", "The address is not right, or there is nothing yet.")),
        400 => (400, Say("Die Seite war zu alt", "The page was too old"), Say("Laden Sie die Seite neu und versuchen Sie es noch einmal.", "Reload the page and try again.")),
        _ => (status >= 400 ? status : 404, Say("Das hat nicht geklappt", "That did not work"), Say("Gehen Sie zur Startseite und versuchen Sie es noch einmal.", "Go to the start page and try again.")),
    };

    [LoggerMessage(1, LogLevel.Warning, "The backend answered {Code}: {Detail} (request {RequestId})")]
    partial void LogBackend(Grpc.Core.StatusCode code, string detail, string requestId);
}
