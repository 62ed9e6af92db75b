using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace LocalEnergyMarket.Contracts.Eosio;

/// <summary>nodeos answered with an error.</summary>
public sealed class EosioApiException : Exception
{
    const long DuplicateTransaction = 3_040_008;
    const long ExpiredTransaction = 3_040_005;
    const long UnknownBlock = 3_100_002;
    const long AccountQuery = 3_060_002;

    public EosioApiException()
    {
    }

    public EosioApiException(string message)
        : base(message)
    {
    }

    public EosioApiException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="path">The endpoint asked, for example /v1/chain/get_account.</param>
    public EosioApiException(HttpStatusCode status, string path, long code, string name, string what, string details)
        : base(string.Create(CultureInfo.InvariantCulture, $"{path} answered {(int)status}, error {code} {name}: {(details.Length > 0 ? details : what)}"))
    {
        Status = status;
        Path = path;
        Code = code;
        Name = name;
        What = what;
        Details = details;
    }

    public HttpStatusCode Status { get; }

    public string Path { get; } = "";

    /// <summary>nodeos' error code, for example 3050003; 0 when it has none.</summary>
    public long Code { get; }

    /// <summary>nodeos' name of the error, for example eosio_assert_message_exception.</summary>
    public string Name { get; } = "";

    /// <summary>What the error means in general.</summary>
    public string What { get; } = "";

    /// <summary>The message of this case, for example the text of a contract's assertion.</summary>
    public string Details { get; } = "";

    /// <summary>The same transaction is in already: a repeated sending of the same bytes has reached its aim.</summary>
    public bool IsDuplicate => Code == DuplicateTransaction;

    public bool IsExpired => Code == ExpiredTransaction;

    /// <summary>A proxy or an overloaded node answered, not the chain: the outcome is as unknown as without an answer.</summary>
    public bool IsUnavailable => Status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests;

    /// <summary>The account, block, trace or endpoint does not exist. Unknown accounts: Leap 4 answers 500 without a code, Leap 5 and Spring 400 "Account lookup".</summary>
    public bool IsNotFound =>
        Status == HttpStatusCode.NotFound
        || Code is UnknownBlock or AccountQuery
        || (Code == 0 && Details.StartsWith("unknown key", StringComparison.Ordinal))
        || (Status == HttpStatusCode.BadRequest && (Says(What) || Says(Details)));

    internal static EosioApiException Read(HttpStatusCode status, string path, JsonObject? answer)
    {
        var message = Text(answer, "message");
        if (answer?["error"] is not JsonObject error)
        {
            return new(status, path, 0, "", message, message);
        }

        var details = error["details"] is JsonArray { Count: > 0 } list ? Text(list[0] as JsonObject, "message") : message;
        var code = error["code"] is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;
        return new(status, path, code, Text(error, "name"), Text(error, "what"), details);
    }

    static string Text(JsonObject? json, string field) => json?[field]?.ToString() ?? "";

    static bool Says(string text) => text.Contains("Account lookup", StringComparison.OrdinalIgnoreCase);
}
