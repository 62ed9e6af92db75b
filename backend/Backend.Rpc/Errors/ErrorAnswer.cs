using System.Globalization;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Errors;

/// <summary>Ends a call that has sent nothing yet with an error: gRPC's "Trailers-Only" answer.</summary>
static class ErrorAnswer
{
    const string StatusHeader = "grpc-status";

    /// <summary>The status of an answer that had no message; null if the answer has begun or is none of gRPC.</summary>
    public static Grpc.Core.Status? StatusOf(HttpResponse response) =>
        !response.HasStarted && int.TryParse(response.Headers[StatusHeader], CultureInfo.InvariantCulture, out var code)
            ? new((StatusCode)code, Uri.UnescapeDataString(response.Headers["grpc-message"].ToString()))
            : null;

    public static void Write(HttpResponse response, RpcException error)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers[StatusHeader] = ((int)error.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Encoded(error.Status.Detail);
        response.Headers[ErrorDetails.Trailer] = Convert.ToBase64String(error.Trailers.GetValueBytes(ErrorDetails.Trailer) ?? []).TrimEnd('=');
    }

    /// <summary>Percent-Encoded of gRPC over HTTP/2: space to '~' as they are but for '%', the other bytes of the UTF-8 as %XX.</summary>
    static string Encoded(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length * 2);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            _ = b is >= (byte)' ' and <= (byte)'~' and not (byte)'%' ? encoded.Append((char)b) : encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return encoded.ToString();
    }
}
