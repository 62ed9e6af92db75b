using System.Globalization;

namespace LocalEnergyMarket.Backend.Mastr.Soap.Wire;

/// <summary>The service's word on an answer (Ergebniscode).</summary>
public enum SoapResult
{
    /// <summary>Everything there is.</summary>
    Ok,

    /// <summary>There is a further page.</summary>
    OkMore,

    /// <summary>Nothing fits.</summary>
    Nothing,
}

/// <summary>An answer without its envelope.</summary>
/// <param name="Result">What the service says of it.</param>
/// <param name="Outdated">AufrufVeraltet: this version of the operation will be switched off.</param>
/// <param name="EndsOn">AufrufLebenszeitEnde: when; null where nothing is said.</param>
/// <param name="Body">The wrapper with everything in it.</param>
/// <param name="Rows">The rows of a list; empty for an object.</param>
public sealed record SoapAnswer(SoapResult Result, bool Outdated, DateTime? EndsOn, SoapElement Body, IReadOnlyList<SoapElement> Rows)
{
    /// <exception cref="MastrServiceException">The answer is to another question, or says something that is not known.</exception>
    public static SoapAnswer Of(SoapRequest request, SoapElement body)
    {
        var operation = request.Operation;
        if (!string.Equals(body.Name, $"{operation.Name}Response", StringComparison.Ordinal))
        {
            throw new MastrServiceException(MastrFault.Damaged, request, $"answered with '{body.Name}', which is no answer to it");
        }

        var result = body["Ergebniscode"] switch
        {
            "OK" => SoapResult.Ok,
            "OkWeitereDatenVorhanden" => SoapResult.OkMore,
            "KeineDatenVorhanden" => SoapResult.Nothing,
            var other => throw new MastrServiceException(MastrFault.Damaged, request, $"answered with the code '{other}', which is not known"),
        };
        var ends = DateTime.TryParse(body["AufrufLebenszeitEnde"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateTime?)null;
        return new(
            result,
            body["AufrufVeraltet"] is "true" or "1",
            ends,
            body,
            operation.Rows is { } row ? [.. body.All(row)] : []);
    }
}
