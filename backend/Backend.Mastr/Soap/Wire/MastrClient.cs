using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>The register's web service (V23.1.100) over HTTP: one call, one answer or one exception that says what happened. It repeats nothing.</summary>
/// <param name="http">Must not follow redirections: they would carry the key elsewhere.</param>
/// <param name="endpoint">The service's address without the version and the port: <c>https://…/MaStRApi/Api.svc/</c>.</param>
/// <param name="version">Which SOAP.</param>
/// <param name="card">Who calls.</param>
/// <param name="timeout">How long a call may take with its answer; the service hangs at times.</param>
/// <param name="time">Measures the time-out.</param>
public sealed class MastrClient(HttpClient http, Uri endpoint, SoapVersion version, SoapIdentityCard card, TimeSpan timeout, TimeProvider time)
{
    /// <exception cref="MastrServiceException">No answer.</exception>
    public async Task<SoapAnswer> CallAsync(SoapRequest request, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var message = Message(request);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await AnswerAsync(request, response, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new MastrServiceException(MastrFault.Unavailable, request, $"did not answer within {timeout.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException e)
        {
            throw new MastrServiceException(MastrFault.Unavailable, request, $"cannot be reached ({e.Message.TrimEnd('.')})", e);
        }
        catch (IOException e)
        {
            throw new MastrServiceException(MastrFault.Unavailable, request, $"broke off its answer ({e.Message.TrimEnd('.')})", e);
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException or InvalidDataException)
        {
            throw new MastrServiceException(MastrFault.Damaged, request, $"gave an answer that is cut or damaged ({e.Message.TrimEnd('.')})", e);
        }
    }

    HttpRequestMessage Message(SoapRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, $"{version}/{request.Operation.Port}"))
        {
            Content = new ByteArrayContent(SoapEnvelope.Write(version, request, card)),
        };
        var action = $"\"{request.Operation.Name}\"";
        if (version == SoapVersion.Soap12)
        {
            message.Content.Headers.ContentType = new("application/soap+xml") { CharSet = "utf-8", Parameters = { new("action", action) } };
        }
        else
        {
            message.Content.Headers.ContentType = new("text/xml") { CharSet = "utf-8" };
            message.Headers.Add("SOAPAction", action);
        }

        return message;
    }

    static async Task<SoapAnswer> AnswerAsync(SoapRequest request, HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = response.StatusCode;
        var pipe = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellation));
        var start = await pipe.ReadAtLeastAsync(256, cancellation);
        var isPage = IsPage(response.Content.Headers.ContentType, start.Buffer);
        var isEmpty = start.Buffer.IsEmpty;
        var encoding = response.Content.Headers.ContentType?.CharSet?.Trim('"') ?? Declared(start.Buffer) ?? "utf-8";
        pipe.AdvanceTo(start.Buffer.Start, start.Buffer.Start);
        Refuse(request, response, isPage, isEmpty);

        await using var bytes = new AnswerStream(pipe.AsStream(), cancellation);
        using var text = new AnswerText(new StreamReader(bytes, EncodingOf(encoding), detectEncodingFromByteOrderMarks: true, 1 << 14));
        var body = await SoapReader.BodyAsync(text, cancellation);
        if (body.Name != "Fault")
        {
            return status == HttpStatusCode.OK
                ? SoapAnswer.Of(request, body)
                : throw new MastrServiceException(MastrFault.Unavailable, request, $"answered with HTTP {(int)status}");
        }

        var what = SoapFaults.TextOf(body);
        throw new MastrServiceException(SoapFaults.Classify(what), request, $"refused: {(what.Length > 0 ? what : "it gave no reason")}", retryAfter: RetryAfter(response));
    }

    /// <summary>What the status and the kind of content already tell. HTTP 500 is how SOAP carries its faults.</summary>
    static void Refuse(SoapRequest request, HttpResponseMessage response, bool isPage, bool isEmpty)
    {
        var status = (int)response.StatusCode;
        var (fault, what) = status switch
        {
            401 or 403 => (MastrFault.AccessDenied, $"refused with HTTP {status}"),
            404 or 410 => (MastrFault.WrongAddress, $"is not at this address (HTTP {status})"),
            429 => (MastrFault.TooManyRequests, "has had too many calls (HTTP 429)"),
            _ when isPage => (MastrFault.Maintenance, $"shows a page for people instead of answering (HTTP {status}): it is probably under maintenance"),
            >= 300 and < 400 => (MastrFault.Maintenance, $"sends elsewhere instead of answering (HTTP {status}), which is not followed: it would take the key along"),
            502 or 503 or 504 => (MastrFault.Unavailable, $"answered with HTTP {status}"),
            _ when isEmpty => (MastrFault.Unavailable, $"gave an empty answer (HTTP {status})"),
            _ => (MastrFault.Other, ""),
        };
        if (what.Length > 0)
        {
            throw new MastrServiceException(fault, request, what, retryAfter: RetryAfter(response));
        }
    }

    static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    static bool IsPage(MediaTypeHeaderValue? type, ReadOnlySequence<byte> start)
    {
        var text = Encoding.UTF8.GetString(start.Slice(0, Math.Min(start.Length, 256)).ToArray()).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        return type?.MediaType is "text/html" or "application/xhtml+xml"
            || text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The header's charset goes before the declaration's (RFC 7303, 3); bytes that are none of it are damage, never question marks.</summary>
    static Encoding EncodingOf(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException e)
        {
            throw new XmlException($"The encoding '{name}' is not known.", e);
        }
    }

    static string? Declared(ReadOnlySequence<byte> start)
    {
        var text = Encoding.Latin1.GetString(start.Slice(0, Math.Min(start.Length, 256)).ToArray());
        var at = text.StartsWith("<?xml", StringComparison.Ordinal) ? text.IndexOf("encoding=", StringComparison.Ordinal) + 9 : 8;
        var end = at > 8 && at < text.Length ? text.IndexOf(text[at], at + 1) : -1;
        return end > 0 ? text[(at + 1)..end] : null;
    }
}
