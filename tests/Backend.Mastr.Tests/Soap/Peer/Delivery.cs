using System.Text;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

/// <summary>Sends an answer, or what comes instead of one.</summary>
static class Delivery
{
    const string Page = "<!DOCTYPE html>\n<html><head><title>Wartungsarbeiten</title></head><body>Das Marktstammdatenregister steht vorübergehend nicht zur Verfügung.<br></body></html>";

    public static async Task SendAsync(HttpContext context, Misdeed misdeed, (int Status, string Text) answer, bool isSoap12, Task stopped)
    {
        var soap = isSoap12 ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(answer.Text ?? "");
        switch (misdeed)
        {
            case Misdeed.Silence:
                var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using (context.RequestAborted.Register(gone.SetResult))
                {
                    await Task.WhenAny(gone.Task, stopped);
                }

                break;
            case Misdeed.Drop:
                context.Response.ContentType = soap;
                context.Response.ContentLength = bytes.Length;
                await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                break;
            case Misdeed.Redirect:
                context.Response.Redirect("https://elsewhere.invalid/wartung");
                break;
            case Misdeed.Status429:
                context.Response.Headers.RetryAfter = "120";
                context.Response.StatusCode = 429;
                break;
            default:
                var (status, type, content) = Whole(misdeed, answer, bytes, soap);
                context.Response.StatusCode = status;
                context.Response.ContentType = type;
                await context.Response.Body.WriteAsync(content, context.RequestAborted);
                break;
        }
    }

    static (int Status, string Type, byte[] Content) Whole(Misdeed misdeed, (int Status, string Text) answer, byte[] bytes, string soap) => misdeed switch
    {
        Misdeed.None => (answer.Status, soap, bytes),
        Misdeed.Truncated => (200, soap, bytes[..(bytes.Length / 2)]),
        Misdeed.WrongEncoding => (200, soap, Encoding.Latin1.GetBytes(answer.Text.Replace("</", "ü</", StringComparison.Ordinal))),
        Misdeed.ControlCharacters => (200, soap, Encoding.UTF8.GetBytes(answer.Text.Replace(">Anlage ", ">\u0003Anlage ", StringComparison.Ordinal))),
        Misdeed.Doctype => (200, soap, Encoding.UTF8.GetBytes(Samples.Text("01-GetLokaleUhrzeit.response").Replace("<s:Envelope", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\">]><s:Envelope", StringComparison.Ordinal))),
        Misdeed.Empty => (200, soap, []),
        Misdeed.Status500 => (500, "text/plain", "Internal Server Error"u8.ToArray()),
        Misdeed.Status502 => (502, "text/plain", "Bad Gateway"u8.ToArray()),
        Misdeed.Status503 => (503, "text/plain", "Service Unavailable"u8.ToArray()),
        Misdeed.Maintenance503 => (503, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Page)),
        Misdeed.Maintenance200 => (200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Page)),
        Misdeed.TransientFault => (500, soap, Samples.Bytes("41-fault-nutzer-transient.soap11")),
        Misdeed.AccessDenied => (500, soap, Samples.Bytes("40-fault-zugriff-verweigert.soap11")),
        Misdeed.NotFound => (500, soap, Samples.Bytes("42-fault-objekt-nicht-gefunden.soap11")),
        Misdeed.StrangeFault => (500, soap, Fault("Der Objektverweis wurde nicht auf eine Objektinstanz festgelegt.")),
        Misdeed.QuotaFault => (500, soap, Fault("Das Tageskontingent ist ausgeschöpft.")),
        Misdeed.OtherAnswer => (200, soap, Samples.Bytes("01-GetLokaleUhrzeit.response").AsSpan().ToArray() is var time
            ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(time).Replace("GetLokaleUhrzeit", "GetEtwasAnderes", StringComparison.Ordinal)) : []),
        _ => throw new ArgumentOutOfRangeException(nameof(misdeed), misdeed, null),
    };

    static byte[] Fault(string text) => Encoding.UTF8.GetBytes(
        Samples.Text("42-fault-objekt-nicht-gefunden.soap11").Replace("Objekt nicht gefunden", text, StringComparison.Ordinal));
}
