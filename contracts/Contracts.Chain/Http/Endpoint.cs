using LocalEnergyMarket.Contracts.Chain.Errors;

namespace LocalEnergyMarket.Contracts.Chain.Http;

/// <summary>Which bodies an endpoint takes.</summary>
enum Parameters
{
    /// <summary>One with fields.</summary>
    Required,

    /// <summary>Any, or none.</summary>
    Optional,

    /// <summary>None, or an empty object.</summary>
    None,

    /// <summary>The endpoint looks itself, because its errors are its own.</summary>
    Own,
}

sealed record Endpoint(Func<RequestBody, Answer> Handle, Parameters Parameters = Parameters.Required)
{
    /// <exception cref="ChainException">3200006: the body is not one for this endpoint.</exception>
    public RequestBody Read(ReadOnlySpan<byte> text)
    {
        if (Parameters is Parameters.Own)
        {
            try
            {
                return RequestBody.Parse(text);
            }
            catch (ChainException)
            {
                return RequestBody.Parse("false"u8);
            }
        }

        var body = RequestBody.Parse(text);
        return (Parameters, body.IsEmpty) switch
        {
            (Parameters.Required, true) => throw RequestBody.Missing(),
            (Parameters.None, false) => throw RequestBody.Invalid("no parameter should be given"),
            _ => body,
        };
    }
}
